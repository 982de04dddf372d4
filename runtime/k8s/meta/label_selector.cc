#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <k8s/meta/label_selector.h>
#include <k8s/meta/label_syntax.h>
#include <k8s/meta/quoted.h>

namespace k8s::labels {
namespace {

using internal::Quoted;

Error Invalid(std::string message) { return Error(ErrorCode::kInvalidArgument, std::move(message)); }

std::optional<std::int64_t> ToInt64(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool IsOrdering(Operator op) { return op == Operator::kGreaterThan || op == Operator::kLessThan; }

std::optional<std::string> WrongWithValues(Operator op, const std::vector<std::string>& values) {
  switch (op) {
    case Operator::kExists:
    case Operator::kDoesNotExist: return values.empty() ? std::nullopt : std::optional("it takes no value");
    case Operator::kIn:
    case Operator::kNotIn: return values.empty() ? std::optional("it needs a value") : std::nullopt;
    default: break;
  }
  if (values.size() != 1) return "it needs exactly one value";
  if (IsOrdering(op) && !ToInt64(values[0])) return fmt::format("{} is not a whole number", Quoted(values[0]));
  return std::nullopt;
}

// What stands between key and values.
std::string_view Symbol(Operator op) {
  switch (op) {
    case Operator::kEquals: return "=";
    case Operator::kDoubleEquals: return "==";
    case Operator::kNotEquals: return "!=";
    case Operator::kIn: return " in ";
    case Operator::kNotIn: return " notin ";
    case Operator::kGreaterThan: return ">";
    case Operator::kLessThan: return "<";
    case Operator::kExists:
    case Operator::kDoesNotExist: break;
  }
  return "";
}

// Reads a selector token by token. A token is a symbol, a word, or, at the end, nothing.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { Advance(); }

  Result<std::vector<Requirement>> Parse() {
    std::vector<Requirement> requirements;
    if (token_.empty()) return requirements;
    while (true) {
      Result<Requirement> requirement = ParseRequirement();
      if (!requirement) return requirement.error();
      requirements.push_back(*std::move(requirement));
      if (token_.empty()) return requirements;
      if (!Take(",")) return Expected("',' or the end");
    }
  }

 private:
  Result<Requirement> ParseRequirement() {
    const std::size_t start = start_;
    const bool negated = Take("!");
    if (!IsWord()) return Expected("a key");
    std::string key = TakeWord();
    Operator op = negated ? Operator::kDoesNotExist : Operator::kExists;
    std::vector<std::string> values;
    if (!negated && !token_.empty() && token_ != ",") {
      const std::optional<Operator> comparison = TakeOperator();
      if (!comparison) return Expected("an operator");
      op = *comparison;
      Result<std::vector<std::string>> read = op == Operator::kIn || op == Operator::kNotIn ? ParseValues() : ParseValue();
      if (!read) return read.error();
      values = *std::move(read);
    }
    Result<Requirement> requirement = Requirement::Create(std::move(key), op, std::move(values));
    if (!requirement) return requirement.error().WithContext(fmt::format("at byte {}", start));
    return requirement;
  }

  std::optional<Operator> TakeOperator() {
    for (const Operator op :
         {Operator::kEquals, Operator::kDoubleEquals, Operator::kNotEquals, Operator::kGreaterThan, Operator::kLessThan}) {
      if (Take(Symbol(op))) return op;
    }
    if (Take("in")) return Operator::kIn;
    if (Take("notin")) return Operator::kNotIn;
    return std::nullopt;
  }

  Result<std::vector<std::string>> ParseValue() {
    if (token_.empty() || token_ == ",") return std::vector<std::string>{""};
    if (!IsWord()) return Expected("a value");
    return std::vector<std::string>{TakeWord()};
  }

  // Values may be empty: "(a,)" and "()" contain the empty one.
  Result<std::vector<std::string>> ParseValues() {
    if (!Take("(")) return Expected("'('");
    std::vector<std::string> values;
    while (true) {
      values.push_back(IsWord() ? TakeWord() : std::string());
      if (Take(")")) return values;
      if (!Take(",")) return Expected("',' or ')'");
    }
  }

  static bool IsSymbol(char c) { return std::string_view("=!(),<>").find(c) != std::string_view::npos; }
  static bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  bool IsWord() const { return !token_.empty() && !IsSymbol(token_[0]); }

  bool Take(std::string_view token) {
    if (token_ != token) return false;
    Advance();
    return true;
  }

  std::string TakeWord() {
    std::string word(token_);
    Advance();
    return word;
  }

  void Advance() {
    start_ += token_.size();
    while (start_ < text_.size() && IsSpace(text_[start_])) ++start_;
    std::size_t end = start_;
    if (start_ < text_.size() && IsSymbol(text_[start_])) {
      const std::string_view two = text_.substr(start_, 2);
      end += two == "==" || two == "!=" ? 2 : 1;
    } else {
      while (end < text_.size() && !IsSymbol(text_[end]) && !IsSpace(text_[end])) ++end;
    }
    token_ = text_.substr(start_, end - start_);
  }

  Error Expected(std::string_view what) const {
    return Invalid(fmt::format("at byte {}: expected {}, found {}", start_, what, token_.empty() ? "the end" : Quoted(token_)));
  }

  std::string_view text_;
  std::string_view token_;
  std::size_t start_ = 0;  // of the token
};

}  // namespace

Requirement::Requirement(std::string key, Operator op, std::vector<std::string> values)
    : key_(std::move(key)), operator_(op), values_(std::move(values)) {}

Result<Requirement> Requirement::Create(std::string key, Operator op, std::vector<std::string> values) {
  if (const auto wrong = internal::WrongWithLabelKey(key)) return Invalid(fmt::format("key {}: {}", Quoted(key), *wrong));
  for (const std::string& value : values) {
    const auto wrong = internal::WrongWithLabelValue(value);
    if (wrong) return Invalid(fmt::format("key {}, value {}: {}", Quoted(key), Quoted(value), *wrong));
  }
  if (const auto wrong = WrongWithValues(op, values)) return Invalid(fmt::format("key {}: {}", Quoted(key), *wrong));
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return Requirement(std::move(key), op, std::move(values));
}

bool Requirement::Matches(const Set& labels) const {
  const auto label = labels.find(key_);
  const bool exists = label != labels.end();
  const auto hasValue = [&] { return std::binary_search(values_.begin(), values_.end(), label->second); };
  switch (operator_) {
    case Operator::kEquals:
    case Operator::kDoubleEquals:
    case Operator::kIn: return exists && hasValue();
    case Operator::kNotEquals:
    case Operator::kNotIn: return !exists || !hasValue();
    case Operator::kExists: return exists;
    case Operator::kDoesNotExist: return !exists;
    case Operator::kGreaterThan:
    case Operator::kLessThan: break;
  }
  const auto number = exists ? ToInt64(label->second) : std::nullopt;
  if (!number) return false;
  const std::int64_t bound = *ToInt64(values_[0]);
  return operator_ == Operator::kGreaterThan ? *number > bound : *number < bound;
}

std::string Requirement::ToString() const {
  const bool isList = operator_ == Operator::kIn || operator_ == Operator::kNotIn;
  return fmt::format("{}{}{}{}{}{}", operator_ == Operator::kDoesNotExist ? "!" : "", key_, Symbol(operator_),
                     isList ? "(" : "", fmt::join(values_, ","), isList ? ")" : "");
}

Selector::Selector(std::vector<Requirement> requirements) : requirements_(std::move(requirements)) {
  std::stable_sort(requirements_.begin(), requirements_.end(),
                   [](const Requirement& a, const Requirement& b) { return a.Key() < b.Key(); });
}

Result<Selector> Selector::Parse(std::string_view text) {
  Result<std::vector<Requirement>> requirements = Parser(text).Parse();
  if (!requirements) return requirements.error().WithContext(fmt::format("invalid label selector {}", Quoted(text)));
  return Selector(*std::move(requirements));
}

bool Selector::Matches(const Set& labels) const {
  return std::all_of(requirements_.begin(), requirements_.end(),
                     [&](const Requirement& requirement) { return requirement.Matches(labels); });
}

std::string Selector::ToString() const {
  std::string text;
  for (const Requirement& requirement : requirements_) {
    if (!text.empty()) text += ',';
    text += requirement.ToString();
  }
  return text;
}

}  // namespace k8s::labels
