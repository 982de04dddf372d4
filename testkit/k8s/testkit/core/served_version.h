#pragma once

#include <string>
#include <string_view>

/// The version of Kubernetes whose API is served: that of the specification which `generated/` was made of.
namespace k8s::testkit::core {

/// "1"
std::string_view ServedMajor();
/// "36"
std::string_view ServedMinor();
/// "35": that of the oldest server that may stand beside it.
std::string CompatibleMinor();
/// "v1.36.0"
std::string ServedVersion();

}  // namespace k8s::testkit::core
