#pragma once

#include <string>
#include <vector>

#include <k8s/testkit/access/user.h>

namespace k8s::testkit {

struct Cluster {
  std::string server;
  std::string ca;  ///< PEM; empty: none
};

/// The text of a kubeconfig file: a context for each user, or, if there are none, one for somebody who proves nothing.
std::string KubeconfigText(const Cluster& cluster, const std::vector<User>& users);

}  // namespace k8s::testkit
