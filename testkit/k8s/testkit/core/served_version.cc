#include <k8s/testkit/core/served_version.h>

namespace k8s::testkit::core {

std::string_view ServedMajor() { return K8S_SPECIFICATION_MAJOR; }
std::string_view ServedMinor() { return K8S_SPECIFICATION_MINOR; }
std::string CompatibleMinor() { return std::to_string(std::stoi(K8S_SPECIFICATION_MINOR) - 1); }
std::string ServedVersion() { return std::string("v").append(ServedMajor()).append(".").append(ServedMinor()).append(".0"); }

}  // namespace k8s::testkit::core
