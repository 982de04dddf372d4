# k8s_generate(<target> CRDS <file>... NAMESPACE <name> [INCLUDE_ROOT <folder>] [PACKAGES <group>=<name>...] [OUTPUT <folder>]
#              [MAP_BUILTINS])
# k8s_generate(<target> SPEC <file>... GROUPS <group>... NAMESPACE <name> ...)
#
# A library with the types, clients, informers and listers of custom resources, and their validation, from the files with their
# definitions:
#
#   find_package(k8s CONFIG REQUIRED)
#   k8s_generate(crontab_api CRDS crontab.yaml NAMESPACE crontab)
#   target_link_libraries(controller PRIVATE crontab_api k8s::informers)
#
# Or of the groups that a cluster serves, whatever serves them, from its own documents: what `kubectl get --raw /openapi/v2` prints,
# or that of each group version, `kubectl get --raw /openapi/v3/apis/stable.example.com/v1`. A group may be one version of it,
# `metrics.k8s.io/v1beta1`; that without a name is `core`. Types that the library has are the library's.
#
#   k8s_generate(crontab_api SPEC openapi.json GROUPS stable.example.com metrics.k8s.io NAMESPACE cluster)
#
# Everything lies in the C++ namespace NAMESPACE and is included as <INCLUDE_ROOT/...>, which is the namespace unless it is given.
# PACKAGES names what is called after the first word of a group otherwise. With MAP_BUILTINS, objects that have exactly the structure
# of one type of the library, such as that of a pod's affinity, are of that type.
#
# What is generated refers to nothing else that is: each call has a namespace of its own, and takes all definitions that belong
# together.
#
# It is generated as the project is configured, and again when a file changes, into OUTPUT: a folder of the build, or one that the
# project commits, so that it is built where there is no Python 3.11 with jinja2 and PyYAML too. Where Python lacks these two, they
# are installed into an environment in the build folder.
function(k8s_generate target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "MAP_BUILTINS" "NAMESPACE;INCLUDE_ROOT;OUTPUT" "CRDS;SPEC;GROUPS;PACKAGES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "k8s_generate(${target}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(arg_CRDS AND NOT arg_SPEC AND NOT arg_GROUPS)
    set(command crd ${arg_CRDS})
  elseif(arg_SPEC AND arg_GROUPS AND NOT arg_CRDS)
    set(command groups ${arg_GROUPS})
    foreach(file IN LISTS arg_SPEC)
      list(APPEND command --spec ${file})
    endforeach()
  else()
    message(FATAL_ERROR "k8s_generate(${target}) needs either CRDS, or SPEC and GROUPS")
  endif()
  if(NOT arg_NAMESPACE)
    message(FATAL_ERROR "k8s_generate(${target}) needs NAMESPACE")
  endif()
  get_property(other GLOBAL PROPERTY K8S_GENERATED_INTO_${arg_NAMESPACE})
  if(other)
    message(FATAL_ERROR "k8s_generate(${target}): NAMESPACE ${arg_NAMESPACE} is that of ${other}, whose names this would define once "
      "more: give all files to one call, or another NAMESPACE")
  endif()
  set_property(GLOBAL PROPERTY K8S_GENERATED_INTO_${arg_NAMESPACE} ${target})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${target})
  if(arg_OUTPUT)
    cmake_path(ABSOLUTE_PATH arg_OUTPUT NORMALIZE OUTPUT_VARIABLE output)
  endif()
  set(options --namespace ${arg_NAMESPACE} --target ${target} --output ${output})
  if(arg_INCLUDE_ROOT)
    list(APPEND options --include-root ${arg_INCLUDE_ROOT})
  endif()
  if(arg_MAP_BUILTINS)
    list(APPEND options --map-builtins)
  endif()
  foreach(package IN LISTS arg_PACKAGES)
    list(APPEND options --package ${package})
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${arg_CRDS} ${arg_SPEC})

  k8s_generator_python(python problem)
  if(python)
    k8s_run_generator(${target} ${python} ${command} ${options})
  elseif(EXISTS ${output}/CMakeLists.txt)
    message(STATUS "k8s_generate(${target}): taking ${output} as it is: ${problem}")
  else()
    message(FATAL_ERROR "k8s_generate(${target}): ${problem}; install python3-jinja2 and python3-yaml, or commit OUTPUT")
  endif()
  add_subdirectory(${output} ${CMAKE_CURRENT_BINARY_DIR}/${target}.build)
endfunction()

# The folder with the package k8sgen: beside this file where it is installed, else in the source tree.
get_filename_component(K8S_GENERATOR_FOLDER ${CMAKE_CURRENT_LIST_DIR}/generator ABSOLUTE)
if(NOT EXISTS ${K8S_GENERATOR_FOLDER}/k8sgen)
  get_filename_component(K8S_GENERATOR_FOLDER ${CMAKE_CURRENT_LIST_DIR}/../../generator ABSOLUTE)
endif()
set_property(GLOBAL PROPERTY K8S_GENERATOR_FOLDER ${K8S_GENERATOR_FOLDER})

function(k8s_run_generator target python)
  get_property(generator GLOBAL PROPERTY K8S_GENERATOR_FOLDER)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env PYTHONPATH=${generator} PYTHONDONTWRITEBYTECODE=1 ${python} -m k8sgen ${ARGN}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    RESULT_VARIABLE failed
    OUTPUT_QUIET
    ERROR_VARIABLE said)
  if(failed)
    message(FATAL_ERROR "k8s_generate(${target}):\n${said}")
  elseif(said)
    message(STATUS "k8s_generate(${target}):\n${said}")
  endif()
endfunction()

# Sets `result` to a Python that has what the generator needs, or `problem` to why there is none.
function(k8s_generator_python result problem)
  find_package(Python3 3.11 COMPONENTS Interpreter QUIET)
  if(NOT Python3_Interpreter_FOUND)
    set(${problem} "there is no Python 3.11" PARENT_SCOPE)
    return()
  endif()
  set(environment ${CMAKE_BINARY_DIR}/k8s-generator)
  foreach(python ${Python3_EXECUTABLE} ${environment}/bin/python)
    if(EXISTS ${python})
      execute_process(COMMAND ${python} -c "import jinja2, yaml" RESULT_VARIABLE lacks OUTPUT_QUIET ERROR_QUIET)
      if(NOT lacks)
        set(${result} ${python} PARENT_SCOPE)
        return()
      endif()
    endif()
  endforeach()
  get_property(generator GLOBAL PROPERTY K8S_GENERATOR_FOLDER)
  message(STATUS "installing jinja2 and PyYAML into ${environment}")
  execute_process(COMMAND ${Python3_EXECUTABLE} -m venv ${environment} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE said)
  if(NOT failed)
    execute_process(
      COMMAND ${environment}/bin/python -m pip install --quiet --requirement ${generator}/requirements.txt
      RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE said)
  endif()
  if(failed)
    string(STRIP "${said}" said)
    set(${problem} "Python lacks jinja2 or PyYAML, and they cannot be installed: ${said}" PARENT_SCOPE)
    return()
  endif()
  set(${result} ${environment}/bin/python PARENT_SCOPE)
endfunction()
