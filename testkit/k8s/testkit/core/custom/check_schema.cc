#include <algorithm>
#include <array>
#include <utility>

#include <k8s/testkit/core/causes.h>
#include <k8s/testkit/core/custom/check_schema.h>
#include <k8s/testkit/core/custom/check_value.h>
#include <k8s/testkit/core/custom/schema_keywords.h>
#include <k8s/testkit/core/custom/schema_structure.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {
namespace {

/// Whether a value has members that its schema does not know; an object of its own has three that the server knows.
bool HasUnknown(const Schema& schema, const JsonValue& value, bool isObject) {
  if (value.IsArray() && schema.items != nullptr) {
    return std::any_of(value.Begin(), value.End(),
                       [&](const JsonValue& item) { return HasUnknown(*schema.items, item, schema.items->embedded); });
  }
  if (!value.IsObject()) return false;
  const auto members = MembersOf(value);
  return std::any_of(members.begin(), members.end(), [&](const JsonMember& member) {
    const std::string_view name = TextOf(member.name);
    if (isObject && IsObjectMember(name)) return false;
    const Schema* known = schema.Member(name);
    return known == nullptr ? !schema.Admits(name) : HasUnknown(*known, member.value, known->embedded);
  });
}

/// What a default that is an object of its own has to say; whether it does.
bool IsTyped(const JsonValue& value, const std::string& place, Causes& causes) {
  bool isTyped = true;
  for (const std::string_view name : {"apiVersion", "kind"}) {
    if (!StringAt(value, name).empty()) continue;
    causes.Required((place + ".").append(name));
    isTyped = false;
  }
  return isTyped;
}

void CheckDefaultOf(const Schema& schema, const std::string& place, bool isObject, Causes& causes) {
  const JsonValue& value = *schema.defaultValue;
  if (HasUnknown(schema, value, isObject)) causes.Invalid(place, WriteJson(value), "must not have unknown fields");
  if (isObject && !IsTyped(value, place, causes)) return;
  for (Cause& cause : CheckDefault(schema, value)) {
    const std::string inside = cause.field.empty() ? std::string() : "." + cause.field;
    causes.Add(std::move(cause.reason), std::move(cause.message), place + inside);
  }
}

/// The defaults of a schema and of all that is below it.
void CheckDefaults(const Schema& schema, const std::string& path, bool isRoot, Causes& causes) {
  if (schema.defaultValue != nullptr && !schema.defaultValue->IsNull()) {
    CheckDefaultOf(schema, path + ".default", isRoot || schema.embedded, causes);
  }
  if (schema.items != nullptr) CheckDefaults(*schema.items, path + ".items", false, causes);
  for (const auto& [name, property] : schema.properties)
    CheckDefaults(property, path + ".properties[" + name + "]", false, causes);
  if (schema.additional != nullptr) CheckDefaults(*schema.additional, path + ".additionalProperties", false, causes);
}

/// What would not hold any more for a status by itself may not be at the root.
bool IsRootMember(std::string_view name) {
  constexpr auto kMembers = std::to_array<std::string_view>({"description",
                                                             "type",
                                                             "format",
                                                             "title",
                                                             "maximum",
                                                             "exclusiveMaximum",
                                                             "minimum",
                                                             "exclusiveMinimum",
                                                             "maxLength",
                                                             "minLength",
                                                             "pattern",
                                                             "maxItems",
                                                             "minItems",
                                                             "uniqueItems",
                                                             "multipleOf",
                                                             "required",
                                                             "items",
                                                             "properties",
                                                             "externalDocs",
                                                             "example",
                                                             "x-kubernetes-preserve-unknown-fields",
                                                             "x-kubernetes-validations"});
  return std::find(kMembers.begin(), kMembers.end(), name) != kMembers.end();
}

void CheckRootWithStatus(const JsonValue& schema, const std::string& path, Causes& causes) {
  if (const std::string_view type = StringAt(schema, "type"); !type.empty() && type != "object") {
    return causes.Invalid(
        path + ".type", Quoted(type),
        R"(only "object" is allowed as the type at the root of the schema if the status subresource is enabled)");
  }
  const auto members = MembersOf(schema);
  const bool allMay = std::all_of(members.begin(), members.end(), [](const JsonMember& member) {
    return IsRootMember(TextOf(member.name)) || member.value.IsFalse() || member.value.IsNull();
  });
  if (allMay) return;
  causes.Invalid(
      path, WriteJson(schema),
      "only [Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength "
      "Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example "
      "XPreserveUnknownFields XValidations] fields are allowed at the root of the schema if the status subresource is "
      "enabled");
}

}  // namespace

std::vector<Cause> CheckSchema(const JsonValue& schema, const std::string& path, bool hasStatus) {
  Causes causes;
  if (hasStatus) CheckRootWithStatus(schema, path, causes);
  if (IsTrueAt(schema, "nullable")) causes.Forbidden(path + ".nullable", "nullable cannot be true at the root");
  const std::string unsupported = UnsupportedIn(schema);
  if (unsupported.empty()) {
    std::vector<Cause> structure = CheckStructure(schema, path);
    if (structure.empty()) CheckDefaults(Schema::Of(schema), path, true, causes);
    causes.Append(std::move(structure));
  }
  causes.Append(CheckKeywords(schema, path));
  if (causes.Empty() && !unsupported.empty()) causes.Invalid(path, R"("")", unsupported);
  return causes.Take();
}

}  // namespace k8s::testkit::core
