#include <algorithm>
#include <array>

#include <k8s/base/ascii.h>
#include <k8s/config/redacted.h>

namespace k8s::internal {
namespace {

constexpr std::string_view kMask = "***";
// Of the words that are shown. Hashes have 32 characters and more, as have the parts of tokens, and hardly one is without a
// digit; names of errors in camel case are.
constexpr std::size_t kLongestWord = 40;
constexpr std::size_t kLongestWithDigit = 20;

bool IsWordCharacter(char c) { return IsLetterOrDigit(c) || c == '_' || c == '-' || c == '+' || c == '='; }

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

bool IsScheme(std::string_view word) {
  const std::string lower = Lower(word);
  return lower == "bearer" || lower == "basic";
}

bool NamesASecret(std::string_view word) {
  constexpr std::array<std::string_view, 6> kNames = {"token", "password", "passwd", "secret", "authorization", "key"};
  const std::string lower = Lower(word);
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) { return lower.find(name) != lower.npos; });
}

// Takes out what stands behind words that announce a secret: "password=x", "token": "x", "--token x", "Bearer x" and
// "Bearer%20x", but not "the token has expired".
class NamedSecrets {
 public:
  static std::string Masked(std::string_view text) {
    NamedSecrets secrets(text);
    while (!secrets.rest_.empty()) secrets.TakeWord();
    return std::move(secrets.masked_);
  }

 private:
  static constexpr std::string_view kAround = " \"'`\\";  // names and values
  static constexpr std::string_view kBehindAValue = " \"'`<>";

  explicit NamedSecrets(std::string_view text) : rest_(text) {}

  static bool IsOfName(char c) { return IsLetterOrDigit(c) || c == '_' || c == '-'; }

  std::string_view NextWord() const {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), IsOfName);
    return rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
  }

  void Show(std::size_t length) {
    masked_ += rest_.substr(0, length);
    rest_.remove_prefix(length);
  }

  void TakeWord() {
    const std::string_view word = NextWord();
    Show(std::max<std::size_t>(word.size(), 1));
    if (IsScheme(word)) {
      if (ShowSeparators()) HideValue();
    } else if (NamesASecret(word) && (HasValue() || word.starts_with('-'))) {
      ShowSeparators();
      if (!IsScheme(NextWord())) HideValue();
    }
  }

  // Whether "=" or ":" comes next, in quotes or not.
  bool HasValue() const {
    const std::size_t next = std::min(rest_.find_first_not_of(kAround), rest_.size());
    return next < rest_.size() && (rest_[next] == '=' || rest_[next] == ':');
  }

  bool ShowSeparators() {
    constexpr std::string_view kEncodedSpace = "%20";
    const std::size_t before = rest_.size();
    ShowAround();
    if (rest_.starts_with('=') || rest_.starts_with(':')) Show(1);
    while (rest_.starts_with(kEncodedSpace)) Show(kEncodedSpace.size());
    ShowAround();
    return rest_.size() < before;
  }

  void ShowAround() { Show(std::min(rest_.find_first_not_of(kAround), rest_.size())); }

  void HideValue() {
    const std::size_t length = std::min(rest_.find_first_of(kBehindAValue), rest_.size());
    if (length > 0) masked_ += kMask;
    rest_.remove_prefix(length);
  }

  std::string_view rest_;
  std::string masked_;
};

// "abcdef.0123456789abcdef", by which a node makes its first contact.
bool IsBootstrapToken(std::string_view word) {
  constexpr std::size_t kLength = 23;
  constexpr std::size_t kDot = 6;
  const bool hasUpper = std::any_of(word.begin(), word.end(), [](char c) { return Lower(c) != c; });
  return word.size() == kLength && word.find('.') == kDot && word.rfind('.') == kDot && !hasUpper;
}

// Base64 of "{\"", a dot, and more of the kind.
bool IsWebToken(std::string_view word) { return word.starts_with("eyJ") && word.find('.') != word.npos; }

std::string WithoutTokens(std::string_view text) {
  const auto isOfToken = [](char c) { return IsWordCharacter(c) || c == '.'; };
  std::string masked;
  while (!text.empty()) {
    const auto end = std::find_if_not(text.begin(), text.end(), isOfToken);
    const std::string_view word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    const std::size_t name = std::min(word.find('=') + 1, word.size());  // of "t=eyJ..."
    const bool isToken = IsBootstrapToken(word.substr(name)) || IsWebToken(word.substr(name));
    masked.append(word.substr(0, name)).append(isToken ? kMask : word.substr(name));
    text.remove_prefix(word.size());
    if (text.empty()) break;
    masked += text.front();
    text.remove_prefix(1);
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

std::string Redacted(std::string_view text) {
  const std::string named = NamedSecrets::Masked(WithoutControls(text));
  return WithoutUsersOfUrls(WithoutLongWords(WithoutTokens(named)));
}

std::string Redacted(std::string_view text, std::size_t maxBytes) {
  std::string line = Redacted(text);
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
