#include <algorithm>
#include <cstddef>

#include <k8s/base/ascii.h>
#include <k8s/meta/label_syntax.h>

namespace k8s::internal {
namespace {

constexpr std::size_t kMaxNameLength = 63;
constexpr std::size_t kMaxPrefixLength = 253;

// Letters and digits, and between them also `-`, `_` and `.`.
bool IsName(std::string_view text) {
  const auto isInner = [](char c) { return IsLetterOrDigit(c) || c == '-' || c == '_' || c == '.'; };
  return !text.empty() && IsLetterOrDigit(text.front()) && IsLetterOrDigit(text.back()) &&
         std::all_of(text.begin(), text.end(), isInner);
}

bool IsDnsLabel(std::string_view text) {
  const auto isInner = [](char c) { return IsLowerOrDigit(c) || c == '-'; };
  return !text.empty() && IsLowerOrDigit(text.front()) && IsLowerOrDigit(text.back()) &&
         std::all_of(text.begin(), text.end(), isInner);
}

bool IsDnsSubdomain(std::string_view text) {
  if (text.size() > kMaxPrefixLength) return false;
  for (auto dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!IsDnsLabel(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return IsDnsLabel(text);
}

}  // namespace

std::optional<std::string> WrongWithLabelKey(std::string_view key) {
  if (const auto slash = key.find('/'); slash != std::string_view::npos) {
    if (!IsDnsSubdomain(key.substr(0, slash))) return "its prefix is not a DNS subdomain of at most 253 characters";
    key.remove_prefix(slash + 1);
  }
  if (key.size() > kMaxNameLength) return "its name has more than 63 characters";
  if (!IsName(key)) return "its name must be letters and digits, and between them also '-', '_' and '.'";
  return std::nullopt;
}

std::optional<std::string> WrongWithLabelValue(std::string_view value) {
  if (value.size() > kMaxNameLength) return "it has more than 63 characters";
  if (!value.empty() && !IsName(value)) return "it must be letters and digits, and between them also '-', '_' and '.'";
  return std::nullopt;
}

}  // namespace k8s::internal
