#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <k8s/base/ascii.h>
#include <k8s/config/no_proxy.h>

namespace k8s::internal {
namespace {

// An IPv4 address is one of IPv6 that begins with ::ffff:, so that both are compared in one way.
using Address = std::array<std::uint8_t, 16>;
constexpr int kBitsBeforeIpv4 = 96;

struct Network {
  Address address;
  int bits;
};

std::optional<Address> ParseIpv4(const std::string& text) {
  Address address = {};
  address[10] = address[11] = 0xff;
  if (inet_pton(AF_INET, text.c_str(), &address[12]) != 1) return std::nullopt;
  return address;
}

std::optional<Address> ParseIpv6(const std::string& text) {
  Address address = {};
  if (inet_pton(AF_INET6, text.c_str(), address.data()) != 1) return std::nullopt;
  return address;
}

std::optional<Address> ParseAddress(const std::string& text) {
  const auto address = ParseIpv4(text);
  return address ? address : ParseIpv6(text);
}

std::optional<Network> ParseNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const std::string host(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (const auto address = ParseIpv4(host); address && bits <= 32) {
    return Network{*address, kBitsBeforeIpv4 + static_cast<int>(bits)};
  }
  if (const auto address = ParseIpv6(host); address && bits <= 128) return Network{*address, static_cast<int>(bits)};
  return std::nullopt;
}

bool Contains(const Network& network, const Address& address) {
  const auto whole = static_cast<std::size_t>(network.bits / 8);
  if (!std::equal(address.begin(), address.begin() + whole, network.address.begin())) return false;
  if (network.bits % 8 == 0) return true;
  const int mask = 0xff00 >> (network.bits % 8);
  return ((address[whole] ^ network.address[whole]) & mask & 0xff) == 0;
}

bool IsLoopback(const Address& address) {
  static const Network kIpv4 = *ParseNetwork("127.0.0.0/8");
  static const Network kIpv6 = *ParseNetwork("::1/128");
  return Contains(kIpv4, address) || Contains(kIpv6, address);
}

// What an entry names, apart from its port.
struct HostAndPort {
  std::string_view host;
  std::string_view port;  // empty: any
};

// As Go's net.SplitHostPort: the port is what follows the last colon, unless that is one of a bare IPv6 address.
HostAndPort Split(std::string_view entry) {
  const std::size_t colon = entry.rfind(':');
  if (colon == entry.npos) return {entry, {}};
  const std::string_view host = entry.substr(0, colon);
  const bool isBracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (isBracketed) return {host.substr(1, host.size() - 2), entry.substr(colon + 1)};
  if (host.find(':') != host.npos) return {entry, {}};
  return {host, entry.substr(colon + 1)};
}

bool DomainMatches(std::string_view domain, std::string_view host) {
  if (domain.starts_with("*.")) domain.remove_prefix(1);
  if (domain.front() == '.') return host.ends_with(domain);
  if (!host.ends_with(domain)) return false;
  host.remove_suffix(domain.size());
  return host.empty() || host.back() == '.';
}

bool Matches(std::string_view entry, const Url& server, const std::optional<Address>& address) {
  if (const auto network = ParseNetwork(entry)) return address && Contains(*network, *address);
  const auto [host, port] = Split(entry);
  if (host.empty()) return false;
  if (!port.empty() && port != std::to_string(server.port)) return false;
  if (const auto named = ParseAddress(std::string(host))) return address && *named == *address;
  return DomainMatches(host, server.host);
}

}  // namespace

bool BypassesProxy(const Url& server, std::string_view list) {
  const std::optional<Address> address = ParseAddress(server.host);
  if (server.host == "localhost" || (address && IsLoopback(*address))) return true;
  for (std::size_t start = 0; start < list.size();) {
    const std::size_t end = std::min(list.find(',', start), list.size());
    const std::string entry = Lower(Trimmed(list.substr(start, end - start)));
    if (entry == "*") return true;
    if (!entry.empty() && Matches(entry, server, address)) return true;
    start = end + 1;
  }
  return false;
}

}  // namespace k8s::internal
