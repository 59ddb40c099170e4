# Lets a test run WebGPU on SwiftShader, the Vulkan driver in software that comes with Debian's chromium, where no other
# driver is chosen at configuration; VK_DRIVER_FILES chooses one at the test too.
function(rankwise_on_vulkan test)
  set(swiftshader /usr/lib/chromium/vk_swiftshader_icd.json)
  if(EXISTS "${swiftshader}" AND NOT DEFINED ENV{VK_ICD_FILENAMES} AND NOT DEFINED ENV{VK_DRIVER_FILES})
    set_tests_properties(${test} PROPERTIES ENVIRONMENT "VK_ICD_FILENAMES=${swiftshader}")
  endif()
endfunction()
