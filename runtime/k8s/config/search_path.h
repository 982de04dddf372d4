#pragma once

#include <string>
#include <vector>

#include <k8s/config/environment.h>

namespace k8s::internal {

/// The kubeconfig files that count when none is named, in the order in which they do, and how an error speaks of them when they
/// say nothing.
struct SearchPath {
  std::vector<std::string> files;
  std::string description;
};

/// Those that $KUBECONFIG lists, or else ~/.kube/config.
SearchPath FindSearchPath(const Environment& environment);

}  // namespace k8s::internal
