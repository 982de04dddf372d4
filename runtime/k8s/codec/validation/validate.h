#pragma once

#include <string>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/codec/value_convert.h>

namespace k8s {

namespace codec {
struct Schema;
}  // namespace codec

/// A place in an object, and what is to be said about it.
struct Finding {
  std::string field;    ///< `spec.ports[0].name`, as the causes of a server's answer have it; empty for the object itself
  std::string message;  ///< a phrase: "is required"

  /// "spec.ports[0].name is required"
  std::string ToString() const;

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// What became of a check against a schema.
///
/// Thread safety: as a value.
struct Validation {
  /// What the server would refuse: at most 100, and none after them.
  std::vector<Finding> violations;
  /// What only the server can tell: rules in CEL, formats, patterns that are no regular expression of a bounded kind, numbers
  /// of which servers think differently, and whatever `anyOf`, `oneOf` and `not` make of these. At most 100.
  std::vector<Finding> notChecked;

  bool ok() const { return violations.empty(); }
  /// kInvalidObject, with all violations in its message, unless it is ok().
  Result<void> ToResult() const;
};

namespace codec {

/// Checks what the server makes of a value (normalize.h) against a schema, as the server does: types, required members,
/// enumerations, patterns, bounds, lengths, uniqueness, `allOf`, `anyOf`, `oneOf` and `not`.
Validation Validate(const Schema& schema, Value value);

/// As above, of an API object as it would be sent. One that cannot be written violates its schema where that fails.
Validation ValidateObject(const Schema& schema, const Type& type, const void* object);

}  // namespace codec

}  // namespace k8s
