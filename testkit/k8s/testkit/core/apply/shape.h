#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/codec/type.h>
#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/custom/schema.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// What server-side apply knows of one place in objects of a kind: whether it is owned and replaced as a whole, member by
/// member, or item by item. It comes from the tables, from the schema of a definition
/// or, where they say nothing, from the value: objects are merged, all else
/// is replaced.
class Shape {
 public:
  enum class Relation {
    kWhole,    ///< scalars, and what is atomic
    kMembers,  ///< an object that is merged member by member
    kItems,    ///< a list that is merged item by item
  };

  /// What a value may be.
  enum class Sort { kAny, kScalar, kString, kNumber, kBool, kList, kObject };

  /// Refers to the table, or to the schema, of the resource.
  explicit Shape(const ApiResource& resource);

  /// How two values that meet in this place are merged; either may be null.
  Relation Between(const JsonValue* a, const JsonValue* b) const;
  Shape Member(std::string_view name) const;
  /// Whether that member is one of a struct: it is then no entry that somebody adds to a map.
  bool Names(std::string_view member) const;
  /// Whether a member may have that name at all.
  bool Admits(std::string_view member) const;
  Shape Element() const;
  Sort Takes() const;

  /// The step that leads to an item of a list that is merged item by item; nothing if the item has none of the keys, or is of a
  /// sort that cannot be told apart.
  std::optional<std::string> StepTo(const JsonValue& item) const;
  /// What keeps an item from being told apart.
  std::string WhyNoStepTo(const JsonValue& item) const;

  /// Null if the tables know nothing of the place.
  const codec::Type* Table() const { return type_; }

 private:
  Shape() = default;
  explicit Shape(const codec::Type& type, const codec::Merge* merge = nullptr) : type_(&type), merge_(merge) {}
  Shape(const Schema& schema, const codec::Type& metadata, bool isObject)
      : schema_(&schema), metadata_(&metadata), is_object_(isObject || schema.embedded) {}

  Relation TableRelation() const;
  Relation SchemaRelation() const;
  Shape SchemaMember(std::string_view name) const;
  Sort SchemaTakes() const;
  /// The keys by which items are told apart, each with what counts where an item leaves it out.
  std::vector<std::pair<std::string_view, std::string>> Keys() const;
  std::optional<std::string> KeyStep(const JsonValue& item) const;

  const codec::Type* type_ = nullptr;
  const codec::Merge* merge_ = nullptr;  ///< of the field that has this type

  const Schema* schema_ = nullptr;  ///< of what is defined; then there is no table
  const codec::Type* metadata_ = nullptr;
  bool is_object_ = false;  ///< one with metadata
};

}  // namespace k8s::testkit::core
