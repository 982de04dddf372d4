#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/rest/warnings.h>

namespace k8s {
namespace {

constexpr std::size_t kMaxRemembered = 1000;

class Seen {
 public:
  bool IsNew(std::string_view text) {
    std::lock_guard lock(mutex_);
    if (texts_.size() >= kMaxRemembered) texts_.clear();
    return texts_.emplace(text).second;
  }

 private:
  std::mutex mutex_;
  std::set<std::string, std::less<>> texts_;
};

// Reads one field: 299 agent "text" ["date"], ...
class WarningReader {
 public:
  explicit WarningReader(std::string_view field) : rest_(field) {}

  bool AtEnd() {
    SkipSpaces();
    return rest_.empty();
  }

  // Whether there was one; its text is in `text` if it is one of the server's, which have the code 299.
  bool Next(std::optional<std::string>& text) {
    SkipSpaces();
    const std::string_view code = Word();
    const std::string_view agent = Word();
    std::optional<std::string> quoted = QuotedString();
    if (code.size() != 3 || agent.empty() || !quoted) return false;
    SkipSpaces();
    if (rest_.starts_with('"') && !QuotedString()) return false;
    SkipSpaces();
    if (!rest_.empty() && !Skip(',')) return false;
    text = code == "299" ? std::move(quoted) : std::nullopt;
    return true;
  }

 private:
  void SkipSpaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }

  bool Skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view Word() {
    SkipSpaces();
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t\",", 0));
    rest_.remove_prefix(word.size());
    return word;
  }

  std::optional<std::string> QuotedString() {
    SkipSpaces();
    if (!Skip('"')) return std::nullopt;
    std::string text;
    while (!rest_.empty()) {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return text;
      if (c == '\\') {
        if (rest_.empty()) return std::nullopt;
        c = rest_.front();
        rest_.remove_prefix(1);
      }
      if (!internal::IsControl(c)) text += c;
    }
    return std::nullopt;
  }

  std::string_view rest_;
};

bool IsWarning(const std::string& name) {
  const Headers field{{name, ""}};
  return field.Find("Warning") != nullptr;
}

}  // namespace

WarningHandler WarnOnce(WarningHandler handler) {
  return [seen = std::make_shared<Seen>(), handler = std::move(handler)](std::string_view text) {
    if (seen->IsNew(text)) handler(text);
  };
}

namespace internal {

std::vector<std::string> WarningsOf(const Headers& headers) {
  std::vector<std::string> warnings;
  for (const auto& [name, value] : headers) {
    if (!IsWarning(name)) continue;
    WarningReader reader(value);
    std::optional<std::string> text;
    while (!reader.AtEnd() && reader.Next(text)) {
      if (text) warnings.push_back(*std::move(text));
    }
  }
  return warnings;
}

}  // namespace internal
}  // namespace k8s
