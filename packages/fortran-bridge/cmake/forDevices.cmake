# Programs that test/devices runs on each device of RANKWISE_TEST_DEVICES, in a folder that Nx keeps. It keeps the library
# that the preset native installs too, but not the build's own.
add_custom_target(device-programs ALL)

function(rankwise_for_devices)
  add_dependencies(device-programs ${ARGN})
  set_target_properties(${ARGN} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/devices")
  if(CMAKE_INSTALL_PREFIX STREQUAL "${PROJECT_SOURCE_DIR}/dist/native")
    set_target_properties(${ARGN} PROPERTIES BUILD_RPATH "\$ORIGIN/../../../dist/native/lib")
  endif()
endfunction()
