#pragma once

#include <string_view>

#include <k8s/transport/url.h>

namespace k8s::internal {

/// Whether `list`, the value of NO_PROXY, has the server: by "*"; by an address or a network ("10.0.0.0/8"); or by a domain,
/// which stands for itself and what is below it ("corp"), or only for what is below it (".corp", "*.corp"). An address and a
/// domain may have a port. Loopback is in every list.
bool BypassesProxy(const Url& server, std::string_view list);

}  // namespace k8s::internal
