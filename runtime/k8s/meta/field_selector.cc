#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <k8s/meta/field_selector.h>
#include <k8s/meta/quoted.h>

namespace k8s::fields {
namespace {

using internal::Quoted;

constexpr std::string_view kEscaped = "\\,=";

Error Invalid(std::string message) { return Error(ErrorCode::kInvalidArgument, std::move(message)); }

// The text up to the first comma that is no data; the rest begins behind it.
std::string_view TakeTerm(std::string_view& rest) {
  std::size_t end = 0;
  while (end < rest.size() && rest[end] != ',') end += rest[end] == '\\' ? 2 : 1;
  end = std::min(end, rest.size());
  const std::string_view term = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return term;
}

Result<std::string> Unescape(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '=') return Invalid("an '=' in the value needs a backslash before it");
    if (text[i] == '\\' && (++i == text.size() || kEscaped.find(text[i]) == std::string_view::npos)) {
      return Invalid("a backslash stands before something else than a backslash, a comma or an '='");
    }
    value += text[i];
  }
  return value;
}

Result<Requirement> ParseTerm(std::string_view term) {
  Requirement requirement;
  const std::size_t at = std::min(term.find("!="), term.find('='));
  if (at == std::string_view::npos) return Invalid("there is no '=', '==' or '!='");
  if (at == 0) return Invalid("the field is missing");
  requirement.field = term.substr(0, at);
  requirement.equal = term[at] == '=';
  term.remove_prefix(at + (term.substr(at).starts_with("==") || !requirement.equal ? 2 : 1));
  Result<std::string> value = Unescape(term);
  if (!value) return value.error();
  requirement.value = *std::move(value);
  return requirement;
}

}  // namespace

bool Requirement::Matches(const Set& fields) const {
  const auto found = fields.find(field);
  const bool same = found == fields.end() ? value.empty() : found->second == value;
  return same == equal;
}

std::string Requirement::ToString() const { return fmt::format("{}{}{}", field, equal ? "=" : "!=", EscapeValue(value)); }

Selector::Selector(std::vector<Requirement> requirements) : requirements_(std::move(requirements)) {
  std::sort(requirements_.begin(), requirements_.end(), [](const Requirement& a, const Requirement& b) {
    return std::tie(a.field, a.equal, a.value) < std::tie(b.field, b.equal, b.value);
  });
}

Result<Selector> Selector::Parse(std::string_view text) {
  std::vector<Requirement> requirements;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view term = TakeTerm(rest);
    if (term.empty()) continue;
    Result<Requirement> requirement = ParseTerm(term);
    if (!requirement) {
      return requirement.error().WithContext(fmt::format("invalid field selector {}: in {}", Quoted(text), Quoted(term)));
    }
    requirements.push_back(*std::move(requirement));
  }
  return Selector(std::move(requirements));
}

bool Selector::Matches(const Set& fields) const {
  return std::all_of(requirements_.begin(), requirements_.end(),
                     [&](const Requirement& requirement) { return requirement.Matches(fields); });
}

std::string Selector::ToString() const {
  std::string text;
  for (const Requirement& requirement : requirements_) {
    if (!text.empty()) text += ',';
    text += requirement.ToString();
  }
  return text;
}

std::string EscapeValue(std::string_view value) {
  std::string escaped;
  for (const char character : value) {
    if (kEscaped.find(character) != std::string_view::npos) escaped += '\\';
    escaped += character;
  }
  return escaped;
}

}  // namespace k8s::fields
