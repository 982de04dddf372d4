#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/testkit/core/custom/pattern.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// One place of a structural schema: what a CustomResourceDefinition says of the values there.
struct Schema {
  enum class List { kAtomic, kSet, kMap };

  std::string type = {};  ///< empty: any
  std::string format = {};
  bool nullable = false;
  bool intOrString = false;
  bool preservesUnknown = false;
  bool embedded = false;  ///< an object with `apiVersion`, `kind` and `metadata`, which the server knows
  const JsonValue* defaultValue = nullptr;

  std::map<std::string, Schema, std::less<>> properties = {};
  std::unique_ptr<Schema> additional = nullptr;  ///< of the members that are not among the properties
  bool admitsAll = false;                        ///< `additionalProperties: true`
  std::unique_ptr<Schema> items = nullptr;
  List list = List::kAtomic;
  std::vector<std::string> listKeys = {};
  bool atomicMap = false;

  std::optional<double> minimum = {};
  std::optional<double> maximum = {};
  bool exclusiveMinimum = false;
  bool exclusiveMaximum = false;
  std::optional<double> multipleOf = {};
  std::optional<std::int64_t> minLength = {};
  std::optional<std::int64_t> maxLength = {};
  std::optional<std::int64_t> minItems = {};
  std::optional<std::int64_t> maxItems = {};
  std::optional<std::int64_t> minProperties = {};
  std::optional<std::int64_t> maxProperties = {};
  bool uniqueItems = false;
  std::string patternText = {};
  std::optional<Pattern> pattern = {};  ///< nothing: there is none, or it is not understood and so not checked
  const JsonValue* choices = nullptr;   ///< `enum`
  std::vector<std::string> required = {};

  std::vector<Schema> allOf = {};
  std::vector<Schema> anyOf = {};
  std::vector<Schema> oneOf = {};
  std::unique_ptr<Schema> negated = nullptr;  ///< `not`

  /// Of a JSONSchemaProps, which must outlive it. What is malformed says nothing: see CheckSchema().
  static Schema Of(const JsonValue& json);

  /// What is known of a member; null if nothing is.
  const Schema* Member(std::string_view name) const;
  /// Whether a member may have that name, `apiVersion`, `kind` and `metadata` of an embedded object apart.
  bool Admits(std::string_view name) const { return Member(name) != nullptr || admitsAll || preservesUnknown; }
};

/// Whether the server knows that member of every object.
bool IsObjectMember(std::string_view name);

}  // namespace k8s::testkit::core
