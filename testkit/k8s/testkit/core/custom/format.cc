#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

#include <arpa/inet.h>

#include <k8s/base/ascii.h>
#include <k8s/meta/time.h>
#include <k8s/testkit/core/custom/format.h>

namespace k8s::testkit::core {
namespace {

using internal::IsDigit;

bool IsBase64Digit(char c) { return internal::IsLetterOrDigit(c) || c == '+' || c == '/'; }

bool IsHex(std::string_view text) { return std::all_of(text.begin(), text.end(), internal::IsHexDigit); }

/// Kubernetes takes numbers that begin with zeros for decimal ones; inet_pton() refuses them.
std::string WithoutLeadingZeros(std::string_view address) {
  std::string plain;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const bool begins = plain.empty() || !IsDigit(plain.back());
    const bool zeroOfMore = address[i] == '0' && i + 1 < address.size() && IsDigit(address[i + 1]);
    if (!begins || !zeroOfMore) plain += address[i];
  }
  return plain;
}

bool IsV4(std::string_view text) {
  in_addr address;
  return text.find('\0') == text.npos && inet_pton(AF_INET, WithoutLeadingZeros(text).c_str(), &address) == 1;
}

bool IsV6(std::string_view text) {
  in6_addr address;
  return text.find('\0') == text.npos && inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

bool IsCidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return false;
  const std::string_view address = text.substr(0, slash);
  const std::string_view length = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  if (length.empty() || error != std::errc() || end != length.data() + length.size()) return false;
  return IsV4(address) ? bits <= 32 : IsV6(address) && bits <= 128;
}

/// Groups of so many hexadecimal digits with the same mark between them: 6, 8 or 20 bytes.
bool IsMacOf(std::string_view text, std::size_t digits, char mark) {
  const std::size_t groups = (text.size() + 1) / (digits + 1);
  if (groups * (digits + 1) != text.size() + 1) return false;
  const std::size_t bytes = groups * digits / 2;
  if (bytes != 6 && bytes != 8 && bytes != 20) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool isMark = i % (digits + 1) == digits;
    if (isMark ? text[i] != mark : !internal::IsHexDigit(text[i])) return false;
  }
  return true;
}

bool IsMac(std::string_view text) { return IsMacOf(text, 2, ':') || IsMacOf(text, 2, '-') || IsMacOf(text, 4, '.'); }

/// The 32 digits; each of the dashes may be left out.
std::optional<std::string> DigitsOfUuid(std::string_view text) {
  std::string digits;
  for (const std::size_t length : {8, 4, 4, 4, 12}) {
    if (!digits.empty() && text.starts_with('-')) text.remove_prefix(1);
    if (text.size() < length || !IsHex(text.substr(0, length))) return std::nullopt;
    digits += text.substr(0, length);
    text.remove_prefix(length);
  }
  if (!text.empty()) return std::nullopt;
  return digits;
}

bool IsUuid(std::string_view text) { return DigitsOfUuid(text).has_value(); }

bool IsUuidOf(std::string_view text, char version) {
  const auto digits = DigitsOfUuid(text);
  return digits && (*digits)[12] == version;
}

bool HasVariant(std::string_view text) {
  return std::string_view("89abAB").find((*DigitsOfUuid(text))[16]) != std::string_view::npos;
}

bool IsHexColor(std::string_view text) {
  if (text.starts_with('#')) text.remove_prefix(1);
  return (text.size() == 3 || text.size() == 6) && IsHex(text);
}

bool IsBase64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return false;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return std::all_of(text.begin(), text.end(), IsBase64Digit);
}

struct Format {
  std::string_view name;
  bool (*accepts)(std::string_view text);
};

constexpr auto kFormats = std::to_array<Format>({
    {"bsonobjectid", [](std::string_view text) { return text.size() == 24 && IsHex(text); }},
    {"byte", IsBase64},
    {"cidr", IsCidr},
    {"date", [](std::string_view text) { return static_cast<bool>(Time::Parse(std::string(text) + "T00:00:00Z")); }},
    {"date-time", [](std::string_view text) { return static_cast<bool>(Time::Parse(text)); }},
    {"hexcolor", IsHexColor},
    {"ipv4", [](std::string_view text) { return IsV4(text) || (IsV6(text) && text.find('.') != text.npos); }},
    {"ipv6", IsV6},
    {"mac", IsMac},
    {"uuid", IsUuid},
    {"uuid3", [](std::string_view text) { return IsUuidOf(text, '3'); }},
    {"uuid4", [](std::string_view text) { return IsUuidOf(text, '4') && HasVariant(text); }},
    {"uuid5", [](std::string_view text) { return IsUuidOf(text, '5') && HasVariant(text); }},
});

}  // namespace

bool HasFormat(std::string_view format, std::string_view text) {
  const auto known =
      std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& candidate) { return candidate.name == format; });
  return known == kFormats.end() || known->accepts(text);
}

}  // namespace k8s::testkit::core
