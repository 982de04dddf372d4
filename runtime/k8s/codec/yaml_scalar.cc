#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <system_error>

#include <k8s/base/ascii.h>
#include <k8s/codec/parse_double.h>
#include <k8s/codec/yaml_scalar.h>

namespace k8s::codec {
namespace {

using k8s::internal::IsDigit;

constexpr std::array<std::string_view, 5> kNulls = {"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 11> kTrues = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
constexpr std::array<std::string_view, 11> kFalses = {"n",     "N",     "no",  "No",  "NO", "false",
                                                      "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 12> kNotNumbers = {".nan",  ".NaN",  ".NAN",  ".inf",  ".Inf",  ".INF",
                                                          "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF"};

template <std::size_t N>
bool IsOneOf(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsSign(char c) { return c == '+' || c == '-'; }

std::size_t CountDigits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), IsDigit) - text.begin());
}

std::string WithoutUnderscores(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '_');
  return plain;
}

int BaseOf(std::string_view& digits) {
  if (digits.size() < 2 || digits[0] != '0') return 10;
  const char letter = static_cast<char>(digits[1] | 0x20);  // lower case
  const int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
  digits.remove_prefix(base == 0 ? 1 : 2);
  return base == 0 ? 8 : base;
}

// Go's strconv.ParseInt and, of numbers without a sign, ParseUint, to the base that the prefix tells.
std::optional<std::string> Integer(std::string_view text) {
  const bool isSigned = !text.empty() && IsSign(text[0]);
  const bool negative = isSigned && text[0] == '-';
  std::string_view digits = isSigned ? text.substr(1) : text;
  const int base = BaseOf(digits);
  std::uint64_t magnitude = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, base);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (isSigned && magnitude > kLargest + (negative ? 1 : 0)) return std::nullopt;
  return (negative && magnitude != 0 ? "-" : "") + std::to_string(magnitude);
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool LooksLikeFloat(std::string_view text) {
  if (!text.empty() && IsSign(text[0])) text.remove_prefix(1);
  const std::size_t whole = CountDigits(text);
  text.remove_prefix(whole);
  if (!text.empty() && text[0] == '.') {
    const std::size_t fraction = CountDigits(text.substr(1));
    if (whole + fraction == 0) return false;
    text.remove_prefix(1 + fraction);
  } else if (whole == 0) {
    return false;
  }
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  if (!text.empty() && IsSign(text[0])) text.remove_prefix(1);
  return !text.empty() && CountDigits(text) == text.size();
}

std::optional<double> Float(std::string_view text) {
  if (!LooksLikeFloat(text)) return std::nullopt;
  if (text[0] == '+') text.remove_prefix(1);
  return ParseDouble(text);
}

// Go's encoding/json writes a number without an exponent, as an integer field can take it, wherever that is bearable.
std::string JsonOf(double number) {
  const double magnitude = std::fabs(number);
  const bool isPlain = magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e21);
  std::array<char, 64> text{};
  const auto format = isPlain ? std::chars_format::fixed : std::chars_format::scientific;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number, format).ptr};
}

// [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?: a number to the base of 60 in YAML 1.1.
bool LooksLikeBase60(std::string_view text) {
  if (!text.empty() && IsSign(text[0])) text.remove_prefix(1);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !IsDigit(text[0])) return false;
  return text.find_first_not_of("0123456789_") == colon &&
         text.find_first_not_of("0123456789_:.", colon) == std::string_view::npos;
}

// A date, perhaps with a time behind it.
bool LooksLikeTimestamp(std::string_view text) {
  if (CountDigits(text) != 4) return false;
  text.remove_prefix(4);
  for (int part = 0; part < 2; ++part) {
    if (text.empty() || text[0] != '-') return false;
    const std::size_t digits = CountDigits(text.substr(1));
    if (digits == 0 || digits > 2) return false;
    text.remove_prefix(1 + digits);
  }
  return text.find_first_not_of("0123456789:.+-TtZz \t") == std::string_view::npos;
}

}  // namespace

YamlScalar ResolveYamlScalar(std::string_view text) {
  if (IsOneOf(kNulls, text)) return {YamlScalarKind::kNull, "null"};
  if (IsOneOf(kTrues, text)) return {YamlScalarKind::kBool, "true"};
  if (IsOneOf(kFalses, text)) return {YamlScalarKind::kBool, "false"};
  if (IsOneOf(kNotNumbers, text)) return {YamlScalarKind::kNotANumber};
  if (!IsDigit(text[0]) && !IsSign(text[0]) && text[0] != '.') return {};
  const std::string plain = WithoutUnderscores(text);
  if (std::optional<std::string> integer = Integer(plain)) return {YamlScalarKind::kInteger, std::move(*integer)};
  if (const std::optional<double> number = Float(plain)) return {YamlScalarKind::kFloat, JsonOf(*number), *number};
  return {};
}

std::string YamlFloatKey(double number) {
  // Go's FormatFloat(number, 'g', -1, 32): an exponent below -4 and from 6 on.
  const auto narrow = static_cast<float>(number);
  const float magnitude = std::fabs(narrow);
  const bool isPlain = magnitude == 0 || (magnitude >= 1e-4F && magnitude < 1e6F);
  std::array<char, 64> text{};
  const auto format = isPlain ? std::chars_format::fixed : std::chars_format::scientific;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), narrow, format).ptr};
}

bool IsAmbiguousInYaml(std::string_view text) {
  return text == "=" || text == "<<" || ResolveYamlScalar(text).kind != YamlScalarKind::kString ||
         LooksLikeFloat(WithoutUnderscores(text)) || LooksLikeBase60(text) || LooksLikeTimestamp(text);
}

}  // namespace k8s::codec
