#include <algorithm>
#include <array>
#include <cctype>

#include <k8s/config/redacted.h>
#include <k8s/meta/trimmed.h>

namespace k8s::internal {
namespace {

constexpr std::string_view kMask = "***";
// Of the words that are shown. Hashes have 32 characters and more, as have the parts of tokens, and hardly one is without a
// digit; names of errors in camel case are.
constexpr std::size_t kLongestWord = 40;
constexpr std::size_t kLongestWithDigit = 20;

bool IsWordCharacter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) || c == '_' || c == '-' || c == '+' || c == '=';
}

std::string WithoutControls(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool isSpace = byte <= ' ' || byte == 0x7f;
    if (isSpace && (line.empty() || line.back() == ' ')) continue;
    line += isSpace ? ' ' : c;
  }
  return std::string(Trimmed(line));
}

// The cut may be within a character of UTF-8; its rest goes too.
bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

bool LooksLikeASecret(std::string_view word) {
  const bool hasDigit = word.find_first_of("0123456789") != word.npos;
  return word.size() > (hasDigit ? kLongestWithDigit : kLongestWord);
}

std::string WithoutLongWords(std::string_view text) {
  std::string masked;
  while (!text.empty()) {
    const auto end = std::find_if_not(text.begin(), text.end(), IsWordCharacter);
    const auto length = static_cast<std::size_t>(end - text.begin());
    masked += LooksLikeASecret(text.substr(0, length)) ? kMask : text.substr(0, length);
    text.remove_prefix(length);
    if (text.empty()) break;
    masked += text.front();
    text.remove_prefix(1);
  }
  return masked;
}

std::string ToLower(std::string_view text) {
  std::string lower;
  for (const char c : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

bool NamesAScheme(std::string_view word) { return ToLower(word) == "bearer" || ToLower(word) == "basic"; }

bool NamesASecret(std::string_view word) {
  constexpr std::array<std::string_view, 6> kNames = {"token", "password", "passwd", "secret", "authorization", "key"};
  const std::string lower = ToLower(word);
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) { return lower.find(name) != lower.npos; });
}

// "password=x", "token: x", "--token x", "Bearer x"; but not "the token has expired".
std::string WithoutNamedSecrets(std::string_view text) {
  std::string masked;
  bool isSecret = false;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    const std::string_view word = text.substr(start, end - start);
    const std::size_t separator = word.find_first_of("=:");
    const bool isNamed = NamesASecret(word.substr(0, separator));
    const bool hasValue = separator != word.npos && separator + 1 < word.size();
    if (!masked.empty()) masked += ' ';
    if (NamesAScheme(word)) {
      masked += word;
      isSecret = true;
    } else if (isSecret) {
      masked += kMask;
      isSecret = false;
    } else if (isNamed && hasValue) {
      masked.append(word.substr(0, separator + 1)).append(kMask);
    } else {
      masked += word;
      isSecret = isNamed && (separator != word.npos || word.front() == '-');
    }
    start = end + 1;
  }
  return masked;
}

std::string WithoutUsersOfUrls(std::string text) {
  for (std::size_t scheme = text.find("://"); scheme != text.npos; scheme = text.find("://", scheme + 3)) {
    const std::size_t end = std::min(text.find_first_of(" /?#\"'", scheme + 3), text.size());
    const std::size_t at = text.substr(0, end).rfind('@');
    if (at != text.npos && at > scheme) text.replace(scheme + 3, at - scheme - 3, kMask);
  }
  return text;
}

}  // namespace

std::string Redacted(std::string_view text, std::size_t maxBytes) {
  std::string line = WithoutUsersOfUrls(WithoutLongWords(WithoutNamedSecrets(WithoutControls(text))));
  if (line.size() <= maxBytes) return line;
  std::size_t start = line.size() - maxBytes;
  while (start < line.size() && IsContinuation(line[start])) ++start;
  return "..." + line.substr(start);
}

std::string OnOneLine(std::string_view text, std::size_t maxBytes) {
  std::string line = WithoutControls(text);
  if (line.size() <= maxBytes) return line;
  std::size_t end = maxBytes;
  while (end > 0 && IsContinuation(line[end])) --end;
  return line.substr(0, end) + "...";
}

}  // namespace k8s::internal
