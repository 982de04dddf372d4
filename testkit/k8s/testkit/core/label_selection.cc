#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <k8s/testkit/core/label_selection.h>

namespace k8s::testkit::core {
namespace {

using labels::Operator;
using labels::Requirement;
using labels::Selector;

std::optional<Operator> OperatorOf(std::string_view name) {
  constexpr auto kOperators = std::to_array<std::pair<std::string_view, Operator>>({{"In", Operator::kIn},
                                                                                    {"NotIn", Operator::kNotIn},
                                                                                    {"Exists", Operator::kExists},
                                                                                    {"DoesNotExist", Operator::kDoesNotExist}});
  for (const auto& [candidate, op] : kOperators) {
    if (candidate == name) return op;
  }
  return std::nullopt;
}

bool AddLabels(const JsonValue& labels, std::vector<Requirement>& requirements) {
  if (!labels.IsObject()) return false;
  for (const JsonMember& label : MembersOf(labels)) {
    if (!label.value.IsString()) return false;
    auto requirement =
        Requirement::Create(std::string(TextOf(label.name)), Operator::kEquals, {std::string(TextOf(label.value))});
    if (!requirement) return false;
    requirements.push_back(std::move(*requirement));
  }
  return true;
}

bool AddExpression(const JsonValue& expression, std::vector<Requirement>& requirements) {
  const auto op = OperatorOf(StringAt(expression, "operator"));
  if (!op) return false;
  std::vector<std::string> values;
  if (const JsonValue* given = Find(expression, "values"); given != nullptr && given->IsArray()) {
    for (const JsonValue& value : given->GetArray()) {
      if (!value.IsString()) return false;
      values.emplace_back(TextOf(value));
    }
  }
  auto requirement = Requirement::Create(std::string(StringAt(expression, "key")), *op, std::move(values));
  if (!requirement) return false;
  requirements.push_back(std::move(*requirement));
  return true;
}

/// None if it is malformed.
std::optional<Selector> Read(const JsonValue& selector) {
  std::vector<Requirement> requirements;
  if (const JsonValue* labels = Find(selector, "matchLabels"); labels != nullptr && !AddLabels(*labels, requirements)) {
    return std::nullopt;
  }
  const JsonValue* expressions = Find(selector, "matchExpressions");
  if (expressions == nullptr || !expressions->IsArray()) return Selector(std::move(requirements));
  for (const JsonValue& expression : expressions->GetArray()) {
    if (!AddExpression(expression, requirements)) return std::nullopt;
  }
  return Selector(std::move(requirements));
}

}  // namespace

bool Selects(const JsonValue& selector, const labels::Set& labels) {
  const auto read = Read(selector);
  return read && read->Matches(labels);
}

std::string SelectorText(const JsonValue& selector) {
  const auto read = Read(selector);
  return read ? read->ToString() : std::string();
}

std::string LabelsText(const JsonValue& labels) {
  std::vector<Requirement> requirements;
  return AddLabels(labels, requirements) ? Selector(std::move(requirements)).ToString() : std::string();
}

}  // namespace k8s::testkit::core
