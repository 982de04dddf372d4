#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/result.h>

/// Selecting objects by some of their fields, as k8s.io/apimachinery/pkg/fields does. Which fields those are is the server's
/// choice: `metadata.name` and `metadata.namespace` always, `spec.nodeName` or `status.phase` of some kinds.
namespace k8s::fields {

/// The values of the selectable fields of an object, by their paths.
using Set = std::map<std::string, std::string>;

/// One condition on a field. A field that is not there has the value "".
struct Requirement {
  std::string field;
  std::string value;
  bool equal = true;  ///< false: the field must differ from the value

  bool Matches(const Set& fields) const;
  std::string ToString() const;

  friend bool operator==(const Requirement&, const Requirement&) = default;
};

/// Requirements that must all be met; without any it selects everything.
///
/// Thread safety: as a value.
class Selector {
 public:
  Selector() = default;
  explicit Selector(std::vector<Requirement> requirements);

  /// Reads the form that the `fieldSelector` of a request has: "spec.nodeName=node-1,status.phase!=Failed".
  ///
  /// kInvalidArgument: says which part is wrong.
  static Result<Selector> Parse(std::string_view text);

  const std::vector<Requirement>& Requirements() const { return requirements_; }
  bool SelectsEverything() const { return requirements_.empty(); }
  bool Matches(const Set& fields) const;

  /// What Parse() reads, in one order.
  std::string ToString() const;

  friend bool operator==(const Selector&, const Selector&) = default;

 private:
  std::vector<Requirement> requirements_;
};

/// `value` as it must stand in the text of a selector: commas, equals signs and backslashes after a backslash.
std::string EscapeValue(std::string_view value);

}  // namespace k8s::fields
