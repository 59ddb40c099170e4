include(CMakeFindDependencyMacro)
find_dependency(rankwise)
include("${CMAKE_CURRENT_LIST_DIR}/columnTargets.cmake")
