# Installs what users link, so that `find_package(k8s CONFIG)` and `pkg-config k8s` find it; the prefix may be moved afterwards.
option(K8S_INSTALL "Install the libraries, their headers and k8s-testkit-apiserver" ${PROJECT_IS_TOP_LEVEL})
if(NOT K8S_INSTALL)
  return()
endif()

include(CMakePackageConfigHelpers)

set(K8S_CMAKE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/k8s)
get_property(targets GLOBAL PROPERTY K8S_INSTALLED_TARGETS)

install(TARGETS ${targets} EXPORT k8sTargets FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS k8s-testkit-apiserver)
install(EXPORT k8sTargets NAMESPACE k8s:: DESTINATION ${K8S_CMAKE_FOLDER})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/k8sConfig.cmake.in ${PROJECT_BINARY_DIR}/k8sConfig.cmake
  INSTALL_DESTINATION ${K8S_CMAKE_FOLDER})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/k8sConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/k8sConfig.cmake ${PROJECT_BINARY_DIR}/k8sConfigVersion.cmake
  DESTINATION ${K8S_CMAKE_FOLDER})

# What generates custom resources, for k8s_generate(); and what it must know of the library.
install(FILES ${CMAKE_CURRENT_LIST_DIR}/K8sGenerate.cmake DESTINATION ${K8S_CMAKE_FOLDER})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/generator/k8sgen DESTINATION ${K8S_CMAKE_FOLDER}/generator
  FILES_MATCHING PATTERN "*.py" PATTERN "*.j2" PATTERN "__pycache__" EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/generator/requirements.txt DESTINATION ${K8S_CMAKE_FOLDER}/generator)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/openapi DESTINATION ${K8S_CMAKE_FOLDER} FILES_MATCHING PATTERN "*.json")

# pkg-config cannot tell which of the libraries a program needs: the linker takes from the group what it uses.
set(libraries)
foreach(target IN LISTS targets)
  get_target_property(type ${target} TYPE)
  if(NOT type STREQUAL INTERFACE_LIBRARY)
    string(APPEND libraries " -l${target}")
  endif()
endforeach()
cmake_path(APPEND CMAKE_INSTALL_LIBDIR pkgconfig OUTPUT_VARIABLE folder)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}/${folder} OUTPUT_VARIABLE prefix)
configure_file(${CMAKE_CURRENT_LIST_DIR}/k8s.pc.in ${PROJECT_BINARY_DIR}/k8s.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/k8s.pc DESTINATION ${folder})
