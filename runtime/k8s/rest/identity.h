#pragma once

#include <memory>

#include <k8s/base/result.h>
#include <k8s/transport/transport.h>

namespace k8s {

struct Config;

/// A transport that sends each request in the name that `config` tells: a bearer token, or basic authentication, and whom to
/// impersonate. (A client certificate is the transport's own.) A request that has an `Authorization` keeps it.
///
/// Errors: kConfig for both a token and a user name, and for impersonation without a user.
Result<std::shared_ptr<Transport>> WithIdentity(std::shared_ptr<Transport> transport, const Config& config);

}  // namespace k8s
