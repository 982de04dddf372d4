# What every target of this project is compiled with.
function(k8s_compile_settings target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # g++ 12 sees overlaps and overflows in `"literal" + string` that cannot be, the more with precompiled headers (GCC bug 105329).
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
  endif()
  if(K8S_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# k8s_library(<name> SOURCES <file>... [HEADERS <file>...] [PUBLIC <target>...] [PRIVATE <target>...] [INCLUDE_ROOT <dir>])
#
# A library of the project: target k8s_<name>, alias k8s::<name>, installed and exported. The link lines are the dependency rule
# of ARCHITECTURE.md, which tests/style/ checks against the includes. HEADERS are those that users may include, and
# all that these include; without it, they are all that stand beside the sources.
function(k8s_library name)
  cmake_parse_arguments(arg "" "INCLUDE_ROOT" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  set(target k8s_${name})
  add_library(${target} ${arg_SOURCES})
  add_library(k8s::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  k8s_compile_settings(${target})
  if(NOT arg_HEADERS)
    k8s_headers_beside(arg_HEADERS ${arg_SOURCES})
  endif()
  k8s_use_precompiled_headers(${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${arg_INCLUDE_ROOT} FILES ${arg_HEADERS})
  target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY K8S_INSTALLED_TARGETS ${target})
endfunction()

# The standard headers that nearly all sources include, parsed once for all libraries: half of the time of a small source.
# Nobody relies on them: the preset tsan builds without (CMAKE_DISABLE_PRECOMPILE_HEADERS), as whoever uses ccache may.
# Only those with guards of macros: g++ does not know a header by its `#pragma once` again where ccache brought what was
# precompiled.
function(k8s_use_precompiled_headers target)
  set(standard <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional> <set> <span> <stop_token>
    <string> <string_view> <utility> <variant> <vector>)
  if(NOT TARGET k8s_precompiled)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/precompiled.cc CONTENT "")
    add_library(k8s_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cc)
    k8s_compile_settings(k8s_precompiled)
    target_precompile_headers(k8s_precompiled PRIVATE ${standard})
  endif()
  target_precompile_headers(${target} REUSE_FROM k8s_precompiled)
endfunction()

# k8s_header_library(<name> INCLUDE_ROOT <dir> HEADERS <file>... LINK <target>...)
#
# A library without code of its own: target k8s_<name>, alias k8s::<name>, installed and exported.
function(k8s_header_library name)
  cmake_parse_arguments(arg "" "INCLUDE_ROOT" "HEADERS;LINK" ${ARGN})
  k8s_aggregate(${name} ${arg_LINK})
  target_sources(k8s_${name} INTERFACE FILE_SET HEADERS BASE_DIRS ${arg_INCLUDE_ROOT} FILES ${arg_HEADERS})
  target_include_directories(k8s_${name} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endfunction()

# k8s_aggregate(<name> <target>...): k8s::<name>, which stands for all of them.
function(k8s_aggregate name)
  add_library(k8s_${name} INTERFACE)
  add_library(k8s::${name} ALIAS k8s_${name})
  set_target_properties(k8s_${name} PROPERTIES EXPORT_NAME ${name})
  target_link_libraries(k8s_${name} INTERFACE ${ARGN})
  set_property(GLOBAL APPEND PROPERTY K8S_INSTALLED_TARGETS k8s_${name})
endfunction()

function(k8s_headers_beside result)
  set(headers)
  foreach(source IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH source)
    cmake_path(GET source PARENT_PATH folder)
    file(GLOB found ${folder}/*.h)
    list(APPEND headers ${found})
  endforeach()
  list(REMOVE_DUPLICATES headers)
  set(${result} ${headers} PARENT_SCOPE)
endfunction()
