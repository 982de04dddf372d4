#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include <k8s/codec/validation/pattern.h>

/// The schema of a custom resource as a constant table, as far as objects are checked against it before they are sent.
namespace k8s::codec {

struct Schema;

enum class SchemaType : std::uint8_t {
  kAny,
  kObject,
  kList,
  kString,
  kFormatted,  ///< a string of a format, or a list: servers let lists pass where a format is demanded
  kInteger,
  kInt32,
  kNumber,
  kFloat,
  kBoolean,
  kIntOrString,
};

/// A property.
struct SchemaMember {
  std::string_view name;
  const Schema* schema = nullptr;
};

/// What becomes of the members that a schema does not name.
enum class SchemaOthers : std::uint8_t {
  kDropped,
  kWithoutMembers,  ///< `additionalProperties: true`: they stay, what is in them does not
  kKept,            ///< `x-kubernetes-preserve-unknown-fields`
};

/// What two elements of a list may not both be.
enum class SchemaUniqueness : std::uint8_t {
  kNone,
  kElements,  ///< `x-kubernetes-list-type: set`, `uniqueItems`
  kKeys,      ///< `x-kubernetes-list-type: map`: the members that Schema::keys names
};

/// How many there may be, both included.
struct SchemaSize {
  std::uint64_t least = 0;
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
};

/// One schema. What is not set does not constrain.
struct Schema {
  SchemaType type = SchemaType::kAny;
  bool nullable = false;

  std::span<const SchemaMember> members = {};  ///< in the order of their names
  const Schema* elements = nullptr;            ///< of a list, or of the members of an object that `members` does not name
  std::span<const std::string_view> required = {};
  SchemaOthers others = SchemaOthers::kDropped;
  bool isResource = false;             ///< The members of every object stay as they are: `apiVersion`, `kind`, `metadata`.
  std::string_view defaultValue = {};  ///< as JSON; "" where there is none

  std::span<const std::string_view> values = {};  ///< the enumeration, each as JSON
  const Pattern* pattern = nullptr;
  std::optional<double> minimum = {};
  std::optional<double> maximum = {};
  bool exclusiveMinimum = false;
  bool exclusiveMaximum = false;
  std::optional<double> multipleOf = {};
  SchemaSize characters = {};    ///< of a string
  SchemaSize elementCount = {};  ///< of a list
  SchemaSize memberCount = {};   ///< of an object

  SchemaUniqueness uniqueness = SchemaUniqueness::kNone;
  std::span<const std::string_view> keys = {};

  std::span<const Schema* const> allOf = {};
  std::span<const Schema* const> anyOf = {};
  std::span<const Schema* const> oneOf = {};
  const Schema* notAny = nullptr;  ///< `not`

  std::span<const std::string_view> notChecked = {};        ///< what else the server checks, in words
  std::span<const std::string_view> notCheckedOfText = {};  ///< the same, of strings only
};

}  // namespace k8s::codec
