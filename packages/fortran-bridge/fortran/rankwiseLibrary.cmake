# rankwise_library(target sources…): a library of Fortran modules from this folder. What a project asks of its own sources, in
# warnings, standard, lines and locals, is nothing for these: the options here come after the project's.
# rankwise_FORTRAN_OPTIONS takes their place for those who work on rankwise.
function(rankwise_library name)
  if(NOT DEFINED rankwise_FORTRAN_OPTIONS)
    set(rankwise_FORTRAN_OPTIONS
      $<$<COMPILE_LANG_AND_ID:Fortran,GNU>:-w -std=f2018 -ffree-form -ffree-line-length-132 -fautomatic>
      $<$<COMPILE_LANG_AND_ID:Fortran,LLVMFlang,IntelLLVM,Intel>:-w>
      $<$<COMPILE_LANG_AND_ID:C,GNU,Clang,AppleClang,IntelLLVM>:-w>)
  endif()
  set(modules "${CMAKE_CURRENT_BINARY_DIR}/rankwise_modules")
  file(MAKE_DIRECTORY "${modules}") # an imported target must not name a folder that is not there
  list(TRANSFORM ARGN PREPEND "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/" OUTPUT_VARIABLE sources)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${sources})
  set_target_properties(${name} PROPERTIES
    C_STANDARD 11
    Fortran_MODULE_DIRECTORY "${modules}"
    POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${name} PUBLIC "${modules}")
  target_compile_options(${name} PRIVATE ${rankwise_FORTRAN_OPTIONS})
endfunction()
