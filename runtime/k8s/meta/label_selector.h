#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/result.h>

/// Selecting objects by their labels, as k8s.io/apimachinery/pkg/labels does.
namespace k8s::labels {

/// The labels of an object: `metadata.labels`.
using Set = std::map<std::string, std::string>;

enum class Operator {
  kEquals,        ///< key=value
  kDoubleEquals,  ///< key==value, the same
  kNotEquals,     ///< key!=value; also where there is no such label
  kIn,            ///< key in (a,b)
  kNotIn,         ///< key notin (a,b); also where there is no such label
  kExists,        ///< key
  kDoesNotExist,  ///< !key
  kGreaterThan,   ///< key>5; both are whole numbers
  kLessThan,      ///< key<5
};

/// One condition on the labels.
class Requirement {
 public:
  /// kInvalidArgument: a key or a value that no label can have, or a number of values that does not suit the operator: one for
  /// a comparison, at least one for kIn and kNotIn, none for the others.
  static Result<Requirement> Create(std::string key, Operator op, std::vector<std::string> values = {});

  const std::string& Key() const { return key_; }
  Operator Op() const { return operator_; }
  /// Sorted, each once.
  const std::vector<std::string>& Values() const { return values_; }

  bool Matches(const Set& labels) const;
  std::string ToString() const;

  friend bool operator==(const Requirement&, const Requirement&) = default;

 private:
  Requirement(std::string key, Operator op, std::vector<std::string> values);

  std::string key_;
  Operator operator_;
  std::vector<std::string> values_;
};

/// Requirements that must all be met; without any it selects everything.
///
/// ```
/// auto selector = k8s::labels::Selector::Parse("app=web,tier in (front,back),!legacy");
/// if (selector && selector->Matches(pod.metadata.labels)) ...
/// ```
///
/// Thread safety: as a value.
class Selector {
 public:
  Selector() = default;
  explicit Selector(std::vector<Requirement> requirements);

  /// Reads the form that the `labelSelector` of a request has.
  ///
  /// kInvalidArgument: says what is wrong at which byte.
  static Result<Selector> Parse(std::string_view text);

  /// In the order of their keys.
  const std::vector<Requirement>& Requirements() const { return requirements_; }
  bool SelectsEverything() const { return requirements_.empty(); }
  bool Matches(const Set& labels) const;

  /// What Parse() reads, in one spelling: ordered by key, values ordered too.
  std::string ToString() const;

  friend bool operator==(const Selector&, const Selector&) = default;

 private:
  std::vector<Requirement> requirements_;
};

}  // namespace k8s::labels
