#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <k8s/testkit/access/user.h>
#include <k8s/testkit/core/failure.h>
#include <k8s/transport/transport.h>

/// Who may do what, decided as the real server decides.
namespace k8s::testkit::access {

/// What somebody wants to do, or asks whether they may.
struct Attempt {
  RequestInfo info;       ///< of a resource, if it names one
  std::string path = {};  ///< otherwise
};

/// Whether `user` may do it. Everybody may see what discovery needs, and those nobody knows ("system:anonymous") whether the
/// server is well.
bool MayDo(const User& user, bool isAnonymous, const Attempt& attempt);

core::Failure Unauthorized();
core::Failure Forbidden(std::string_view user, const Attempt& attempt);

}  // namespace k8s::testkit::access
