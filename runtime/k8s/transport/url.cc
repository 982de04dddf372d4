#include <algorithm>
#include <charconv>
#include <optional>

#include <arpa/inet.h>

#include <k8s/base/ascii.h>
#include <k8s/transport/url.h>

namespace k8s {
namespace {

using internal::IsLetterOrDigit;

Error BadUrl(const char* why) { return Error(ErrorCode::kConfig, std::string("bad URL: ") + why); }

std::uint16_t DefaultPort(std::string_view scheme) {
  return scheme == "https" ? 443 : scheme.starts_with("socks5") ? 1080 : 80;
}

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

std::optional<std::string> PercentDecode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    unsigned char byte = 0;
    const char* const digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return std::nullopt;
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return decoded;
}

bool HasOnlyUrlCharacters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

// RFC 3986 has more characters for names than any name has.
bool IsHostName(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLetterOrDigit(c) || std::string_view("-._~").find(c) != std::string_view::npos; });
}

bool IsPath(std::string_view text) {
  constexpr std::string_view kOthers = "/-._~!$&'()*+,;=:@%";
  return PercentDecode(text).has_value() &&
         std::all_of(text.begin(), text.end(), [&](char c) { return IsLetterOrDigit(c) || kOthers.find(c) != kOthers.npos; });
}

Result<void> ParseUserInfo(std::string_view text, Url& url) {
  const std::size_t colon = text.find(':');
  auto user = PercentDecode(text.substr(0, colon));
  auto password = PercentDecode(colon == text.npos ? std::string_view() : text.substr(colon + 1));
  if (!user || !password) return BadUrl("malformed user or password");
  url.user = *std::move(user);
  url.password = *std::move(password);
  return {};
}

Result<void> ParseHostAndPort(std::string_view text, Url& url) {
  std::string_view port;
  if (!text.empty() && text.front() == '[') {
    const std::size_t bracket = text.find(']');
    if (bracket == text.npos) return BadUrl("'[' without ']'");
    url.host = text.substr(1, bracket - 1);
    port = text.substr(bracket + 1);
    if (!url.HostIsIpv6()) return BadUrl("not an IPv6 address between the brackets");
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    url.host = internal::Lower(text.substr(0, colon));
    port = text.substr(colon);
  }
  if (url.host.empty()) return BadUrl("no host");
  if (!url.HostIsIpv6() && !IsHostName(url.host)) return BadUrl("a character in the host that no name has");
  if (port.empty()) {
    url.port = DefaultPort(url.scheme);
    return {};
  }
  const auto number = port.front() == ':' ? ParsePort(port.substr(1)) : std::nullopt;
  if (!number) return BadUrl("malformed port");
  url.port = *number;
  return {};
}

}  // namespace

bool Url::HostIsIpv4() const {
  in_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool Url::HostIsIpv6() const {
  in6_addr address;
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::string Url::Authority() const {
  const std::string name = HostIsIpv6() ? "[" + host + "]" : host;
  return name + ":" + std::to_string(port);
}

Result<Url> ParseUrl(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == text.npos || colon == 0) return BadUrl("no scheme");
  if (!HasOnlyUrlCharacters(text)) return BadUrl("a character that must be percent-encoded");
  if (text.find_first_of("?#") != text.npos) return BadUrl("a query or a fragment");

  Url url;
  url.scheme = internal::Lower(text.substr(0, colon));
  text.remove_prefix(colon + 3);

  const std::size_t slash = std::min(text.find('/'), text.size());
  url.path = text.substr(slash);
  if (!IsPath(url.path)) return BadUrl("a character in the path that must be percent-encoded");
  while (!url.path.empty() && url.path.back() == '/') url.path.pop_back();

  std::string_view authority = text.substr(0, slash);
  if (const std::size_t at = authority.rfind('@'); at != authority.npos) {
    if (Result<void> parsed = ParseUserInfo(authority.substr(0, at), url); !parsed) return parsed.error();
    authority.remove_prefix(at + 1);
  }
  if (Result<void> parsed = ParseHostAndPort(authority, url); !parsed) return parsed.error();
  return url;
}

Result<Url> ParseServerUrl(std::string_view text) {
  Result<Url> url = ParseUrl(text);
  if (!url) return url.error().WithContext("server");
  if (url->scheme != "http" && url->scheme != "https") {
    return Error(ErrorCode::kConfig, "server: the scheme must be http or https");
  }
  if (!url->user.empty()) return Error(ErrorCode::kConfig, "server: user and password do not belong in the URL");
  return url;
}

}  // namespace k8s
