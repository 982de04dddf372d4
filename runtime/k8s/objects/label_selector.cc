#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <k8s/objects/label_selector.h>

namespace k8s {
namespace {

using labels::Operator;
using labels::Requirement;

constexpr std::array<std::pair<std::string_view, Operator>, 4> kOperators = {{
    {"In", Operator::kIn},
    {"NotIn", Operator::kNotIn},
    {"Exists", Operator::kExists},
    {"DoesNotExist", Operator::kDoesNotExist},
}};

std::optional<Operator> OperatorOf(std::string_view name) {
  for (const auto& [text, op] : kOperators) {
    if (text == name) return op;
  }
  return std::nullopt;
}

Result<Requirement> ToRequirement(const metav1::LabelSelectorRequirement& expression) {
  const std::optional<Operator> op = OperatorOf(expression.operator_);
  if (!op) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("\"{}\" of {} is no operator of a label selector", expression.operator_, expression.key));
  }
  return Requirement::Create(expression.key, *op, expression.values);
}

// Equality goes to matchLabels, once for a key; the rest, and what contradicts it, to expressions.
Result<void> Add(const Requirement& requirement, metav1::LabelSelector& selector) {
  metav1::LabelSelectorRequirement expression;
  expression.key = requirement.Key();
  expression.values = requirement.Values();
  switch (requirement.Op()) {
    case Operator::kEquals:
    case Operator::kDoubleEquals:
      if (selector.matchLabels.try_emplace(requirement.Key(), requirement.Values().front()).second) return {};
      expression.operator_ = "In";
      break;
    case Operator::kIn: expression.operator_ = "In"; break;
    case Operator::kNotEquals:
    case Operator::kNotIn: expression.operator_ = "NotIn"; break;
    case Operator::kExists: expression.operator_ = "Exists"; break;
    case Operator::kDoesNotExist: expression.operator_ = "DoesNotExist"; break;
    default:
      return Error(ErrorCode::kInvalidArgument, fmt::format("{} cannot be said in a LabelSelector", requirement.ToString()));
  }
  selector.matchExpressions.push_back(std::move(expression));
  return {};
}

}  // namespace

Result<labels::Selector> ToSelector(const metav1::LabelSelector& selector) {
  std::vector<Requirement> requirements;
  for (const auto& [key, value] : selector.matchLabels) {
    Result<Requirement> requirement = Requirement::Create(key, Operator::kEquals, {value});
    if (!requirement) return requirement.error().WithContext("matchLabels");
    requirements.push_back(std::move(*requirement));
  }
  for (const metav1::LabelSelectorRequirement& expression : selector.matchExpressions) {
    Result<Requirement> requirement = ToRequirement(expression);
    if (!requirement) return requirement.error().WithContext("matchExpressions");
    requirements.push_back(std::move(*requirement));
  }
  return labels::Selector(std::move(requirements));
}

Result<metav1::LabelSelector> ToLabelSelector(const labels::Selector& selector) {
  metav1::LabelSelector converted;
  for (const Requirement& requirement : selector.Requirements()) {
    if (Result<void> added = Add(requirement, converted); !added) return added.error();
  }
  return converted;
}

}  // namespace k8s
