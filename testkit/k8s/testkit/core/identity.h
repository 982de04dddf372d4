#pragma once

#include <string>
#include <string_view>

#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// The header by which a shell tells of a client whose certificate it has verified: the common name in it.
inline constexpr std::string_view kCertifiedName = "X-Testkit-Certified-Name";

/// What the shell says; what the client may have said itself does not count. Empty: there is no certificate.
inline void SetCertifiedName(Headers& headers, const std::string& name) {
  headers.Remove(kCertifiedName);
  if (!name.empty()) headers.Add(std::string(kCertifiedName), name);
}

/// The header by which it is noted who sends a request, once that is known.
inline constexpr std::string_view kUser = "X-Testkit-User";

}  // namespace k8s::testkit::core
