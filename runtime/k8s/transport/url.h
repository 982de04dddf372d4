#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <k8s/base/result.h>

namespace k8s {

/// The parts of an absolute http or https URL: of a server, or of a proxy.
struct Url {
  std::string scheme;  ///< "http" or "https", or what a proxy may have besides: in lower case
  std::string user;    ///< Percent-decoded; empty: none
  std::string password;
  std::string host;  ///< A name or an IP address; an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string path;  ///< With a leading '/', or empty; never with a trailing one

  bool HostIsIpv4() const;
  bool HostIsIpv6() const;

  /// "host:port", with brackets where they belong.
  std::string Authority() const;
};

/// Takes "scheme://[user[:password]@]host[:port][/path]" apart; without a port it is the scheme's. Anything else is kConfig,
/// with an Error that does not repeat the text: it may hold a password.
Result<Url> ParseUrl(std::string_view text);

/// The same of the URL of a server: http or https, and without credentials.
Result<Url> ParseServerUrl(std::string_view text);

}  // namespace k8s
