#pragma once

#include <string>
#include <vector>

namespace k8s::testkit {

/// Something that a user may do. "*" is everything of its sort; what is written must match exactly.
struct Permission {
  std::vector<std::string> verbs = {"*"};
  std::vector<std::string> groups = {"*"};     ///< The core group is ""
  std::vector<std::string> resources = {"*"};  ///< "pods", "pods/log"
  std::vector<std::string> names = {};         ///< Of objects; empty: all of them
  std::vector<std::string> namespaces = {};    ///< Empty: all of them, and what is in none
};

/// Someone who may talk to the server, and what they may do there.
struct User {
  std::string name;
  std::vector<std::string> groups = {};  ///< Besides system:authenticated
  std::string token = {};                ///< What they prove themselves by; empty: one that is made up
  std::vector<Permission> may = {};      ///< Besides discovery
};

}  // namespace k8s::testkit
