# Stands in for CMake's own FindMPI where there is no MPI: with this folder in CMAKE_MODULE_PATH,
# find_package(MPI) gives targets of the usual names that run on one machine only. See mpi.h beside this file.
if(NOT TARGET rankwise_mpi_local_c)
  add_library(rankwise_mpi_local_c STATIC "${CMAKE_CURRENT_LIST_DIR}/local.c")
  target_include_directories(rankwise_mpi_local_c PUBLIC "${CMAKE_CURRENT_LIST_DIR}")
  set_target_properties(rankwise_mpi_local_c PROPERTIES C_STANDARD 11 POSITION_INDEPENDENT_CODE ON)
  add_library(MPI::MPI_C ALIAS rankwise_mpi_local_c)
endif()
set(MPI_C_FOUND TRUE)

get_property(_rankwise_languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if("Fortran" IN_LIST _rankwise_languages)
  if(NOT TARGET rankwise_mpi_local_fortran)
    add_library(rankwise_mpi_local_fortran STATIC "${CMAKE_CURRENT_LIST_DIR}/mpi_f08.f90")
    set(_rankwise_modules "${CMAKE_CURRENT_BINARY_DIR}/mpi_local_modules")
    set_target_properties(
      rankwise_mpi_local_fortran PROPERTIES Fortran_MODULE_DIRECTORY "${_rankwise_modules}"
                                            POSITION_INDEPENDENT_CODE ON
    )
    target_include_directories(rankwise_mpi_local_fortran PUBLIC "${_rankwise_modules}")
    target_link_libraries(rankwise_mpi_local_fortran PUBLIC rankwise_mpi_local_c)
    add_library(MPI::MPI_Fortran ALIAS rankwise_mpi_local_fortran)
  endif()
  set(MPI_Fortran_FOUND TRUE)
endif()

include(FindPackageHandleStandardArgs)
set(MPI_LIBRARY_VERSION "rankwise's stand-in for MPI on one machine")
find_package_handle_standard_args(MPI REQUIRED_VARS MPI_LIBRARY_VERSION HANDLE_COMPONENTS)
