#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <k8s/testkit/access/user.h>
#include <k8s/testkit/core/outcome.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::access {

/// Who asks.
struct Asker {
  User user;
  bool isAnonymous = false;
};

/// The answer to SelfSubjectAccessReview, SelfSubjectRulesReview and SelfSubjectReview, which are stored nowhere; nothing of
/// any other request.
std::optional<core::Outcome<Response>> ReviewSelf(const Asker& asker, const Request& request);

}  // namespace k8s::testkit::access
