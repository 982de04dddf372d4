#pragma once

#include <functional>
#include <memory>

#include <k8s/transport/transport.h>

namespace k8s {

/// A transport that adds headers to each request before `inner` sends it. `add` is called from any thread, for each request; an
/// Error of it is that of the request, which is then not sent.
std::shared_ptr<Transport> WithHeaders(std::shared_ptr<Transport> inner, std::function<Result<void>(Headers&)> add);

}  // namespace k8s
