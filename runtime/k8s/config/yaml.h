#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/result.h>

namespace k8s::internal {

/// A value of a YAML document, and of a JSON one, which YAML contains.
struct YamlNode {
  enum class Kind { kNull, kScalar, kSequence, kMapping };

  Kind kind = Kind::kNull;
  std::string scalar;
  bool isString = false;           ///< of a scalar: a string to every reader; other than `1`, `"1"` is one
  std::vector<std::string> keys;   ///< of a mapping, in the order of its children
  std::vector<YamlNode> children;  ///< of a sequence or a mapping

  /// The child of that key; null if there is none, or this is no mapping.
  const YamlNode* Find(std::string_view key) const;

  friend bool operator==(const YamlNode&, const YamlNode&) = default;
};

/// Whether some reader may take a scalar without quotes for something else than a string: a number, `yes`, a date.
bool MayHaveType(std::string_view plain);

/// The first document of `text`; a null node if it holds none. Keys must be scalars and may not be repeated in one mapping;
/// nesting and the number of values are bounded. Aliases become copies, also bounded together: they are what makes small files
/// large. `<<` merges mappings into the one it stands in; what comes later in the text wins.
///
/// kConfig: says what is wrong in which line and column, without quoting the text, which may be a secret.
Result<YamlNode> ParseYaml(const std::string& text);

}  // namespace k8s::internal
