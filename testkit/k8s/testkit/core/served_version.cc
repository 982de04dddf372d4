#include <k8s/testkit/core/served_version.h>

namespace k8s::testkit::core {

std::string_view ServedMajor() { return K8S_SPECIFICATION_MAJOR; }
std::string_view ServedMinor() { return K8S_SPECIFICATION_MINOR; }
std::string ServedVersion() { return std::string("v").append(ServedMajor()).append(".").append(ServedMinor()).append(".0"); }

}  // namespace k8s::testkit::core
