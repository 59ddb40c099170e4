# rankwise_iso_binding(target): shim.c of this target is compiled with the ISO_Fortran_binding.h of the project's Fortran
# compiler. The C compiler may be of another make, and finds its own header, or none; descriptors of arrays differ. The
# header is copied, since others lie beside it. rankwise_ISO_BINDING_DIR says where it is, where it cannot be found.
function(rankwise_iso_binding target)
  set(folders "")
  if(CMAKE_Fortran_COMPILER_ID STREQUAL "GNU")
    target_compile_definitions(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:RANKWISE_FORTRAN_IS_GNU>)
    execute_process(COMMAND "${CMAKE_Fortran_COMPILER}" -print-file-name=include
      OUTPUT_VARIABLE folders OUTPUT_STRIP_TRAILING_WHITESPACE)
  elseif(CMAKE_Fortran_COMPILER_ID MATCHES "Flang")
    target_compile_definitions(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:RANKWISE_FORTRAN_IS_FLANG>)
    execute_process(COMMAND "${CMAKE_Fortran_COMPILER}" -print-resource-dir
      OUTPUT_VARIABLE folders OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    get_filename_component(compiler "${CMAKE_Fortran_COMPILER}" REALPATH)
    get_filename_component(prefix "${compiler}" DIRECTORY)
    get_filename_component(prefix "${prefix}" DIRECTORY)
    set(folders "${folders}/include" "${prefix}/include/flang" "${prefix}/include")
  endif()
  find_path(rankwise_ISO_BINDING_DIR ISO_Fortran_binding.h HINTS ${folders} NO_DEFAULT_PATH
    DOC "Where the ISO_Fortran_binding.h of the Fortran compiler lies")
  if(rankwise_ISO_BINDING_DIR)
    set(copy "${CMAKE_CURRENT_BINARY_DIR}/rankwise_binding")
    configure_file("${rankwise_ISO_BINDING_DIR}/ISO_Fortran_binding.h" "${copy}/ISO_Fortran_binding.h" COPYONLY)
    target_include_directories(${target} BEFORE PRIVATE $<$<COMPILE_LANGUAGE:C>:${copy}>)
  endif()
endfunction()
