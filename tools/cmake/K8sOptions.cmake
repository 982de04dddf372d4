option(K8S_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(K8S_BUILD_EXAMPLES "Build the example programs" ${PROJECT_IS_TOP_LEVEL})
option(K8S_BUILD_BENCHMARKS "Build the benchmark programs" OFF)
option(K8S_BUILD_FUZZERS "Build the fuzzers with the tests; needs clang" OFF)
option(K8S_UNITY_BUILD "Compile sources of the testkit and of the tests several at a time, which takes half as long from nothing" ON)
option(K8S_WARNINGS_AS_ERRORS "Treat the compiler's warnings as errors" ${PROJECT_IS_TOP_LEVEL})
set(K8S_API_GROUPS "all" CACHE STRING
    "The API group versions to build, as in generated/CMakeLists.txt (\"core_v1;apps_v1\"), what they need comes along; or \"all\"")
set(K8S_SANITIZE "" CACHE STRING "Sanitizers for everything that is built: \"address,undefined\" or \"thread\"")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES AND PROJECT_IS_TOP_LEVEL)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(K8S_SANITIZE)
  add_compile_options(-fsanitize=${K8S_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${K8S_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    add_compile_options(-fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tests/sanitizer-ignore.txt)
    # clang 14 marks functions for this check in a way that it cannot emit for coroutines that are inline or templates
    # ("Cannot represent a difference across sections").
    add_compile_options(-fno-sanitize=function)
  endif()
endif()

include(K8sLibrary)
