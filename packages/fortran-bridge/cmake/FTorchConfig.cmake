# For projects that were written for FTorch: its target, on rankwise.
#   FTorch::ftorch  the module ftorch: rankwise::ftorch
include(CMakeFindDependencyMacro)
find_dependency(rankwise HINTS "${CMAKE_CURRENT_LIST_DIR}/../rankwise")
if(NOT TARGET rankwise::ftorch)
  set(FTorch_FOUND FALSE)
  set(FTorch_NOT_FOUND_MESSAGE "the module ftorch needs Fortran: project(… LANGUAGES Fortran)")
elseif(NOT TARGET FTorch::ftorch)
  add_library(FTorch::ftorch INTERFACE IMPORTED)
  set_target_properties(FTorch::ftorch PROPERTIES INTERFACE_LINK_LIBRARIES rankwise::ftorch)
endif()
