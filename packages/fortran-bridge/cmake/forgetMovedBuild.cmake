# cmake -DBUILD=build/native -P forgetMovedBuild.cmake
# A build tree remembers where its sources were. After a checkout has moved, CMake refuses it: it goes, to be made anew.
if(EXISTS "${BUILD}/CMakeCache.txt")
  file(STRINGS "${BUILD}/CMakeCache.txt" line REGEX "^CMAKE_HOME_DIRECTORY:")
  string(REGEX REPLACE "^[^=]*=" "" home "${line}")
  if(NOT home STREQUAL CMAKE_CURRENT_SOURCE_DIR)
    file(REMOVE_RECURSE "${BUILD}")
  endif()
endif()
