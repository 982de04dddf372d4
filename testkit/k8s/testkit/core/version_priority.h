#pragma once

#include <string_view>
#include <tuple>

namespace k8s::testkit::core {

/// Orders versions as Kubernetes does: v2 is greater than v1, that than v1beta2, v1beta1 and v1alpha1.
std::tuple<int, int, int> PriorityOf(std::string_view version);

}  // namespace k8s::testkit::core
