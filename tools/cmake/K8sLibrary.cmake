# What every target of this project is compiled with.
function(k8s_compile_settings target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # g++ 12 sees an overlap in `"literal" + string` that cannot be (GCC bug 105329).
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(K8S_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# k8s_library(<name> SOURCES <file>... [PUBLIC <target>...] [PRIVATE <target>...] [INCLUDE_ROOT <dir>])
#
# A library of the project: target k8s_<name>, alias k8s::<name>, installed and exported. The link lines are the dependency rule
# of ARCHITECTURE.md: a module sees the headers of what it links and nothing else.
function(k8s_library name)
  cmake_parse_arguments(arg "" "INCLUDE_ROOT" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  set(target k8s_${name})
  add_library(${target} ${arg_SOURCES})
  add_library(k8s::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  k8s_compile_settings(${target})
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${arg_INCLUDE_ROOT}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY K8S_INSTALLED_TARGETS ${target})
endfunction()
