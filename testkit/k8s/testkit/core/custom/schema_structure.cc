#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <k8s/testkit/core/causes.h>
#include <k8s/testkit/core/custom/extensions.h>
#include <k8s/testkit/core/custom/pattern_syntax.h>
#include <k8s/testkit/core/custom/schema_structure.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {
namespace {

constexpr std::array<std::string_view, 3> kJunctors = {"anyOf", "allOf", "oneOf"};

/// Who needs a type: an object, the items of a list, or the members of an object.
enum class Level { kRoot, kItem, kField };

const JsonValue* PartAt(const JsonValue& schema, std::string_view name) {
  const JsonValue* value = Find(schema, name);
  return value != nullptr && value->IsObject() ? value : nullptr;
}

std::string Property(const std::string& path, std::string_view name) { return path + ".properties[" + std::string(name) + "]"; }

std::string Clause(const std::string& path, std::string_view junctor, std::size_t index) {
  return (path + ".").append(junctor) + "[" + std::to_string(index) + "]";
}

/// Whether a member says as much as if it were absent.
bool IsZero(const JsonValue& value) {
  return value.IsNull() || value.IsFalse() || (value.IsString() && value.GetStringLength() == 0) ||
         (value.IsArray() && value.Empty()) || (value.IsObject() && value.ObjectEmpty());
}

/// `anyOf: [{type: integer}, {type: string}]`, which may stand beside x-kubernetes-int-or-string.
bool IsIntOrString(std::span<const JsonValue> clauses) {
  const auto is = [](const JsonValue& clause, std::string_view type) {
    return clause.IsObject() && clause.MemberCount() == 1 && StringAt(clause, "type") == type;
  };
  return clauses.size() == 2 && is(clauses[0], "integer") && is(clauses[1], "string");
}

bool BeginsWithIntOrString(std::span<const JsonValue> clauses) {
  return !clauses.empty() && IsIntOrString(ListAt(clauses.front(), "anyOf"));
}

class StructureCheck {
 public:
  /// What holds for a place that tells its type.
  void CheckPlace(const JsonValue& schema, Level level, const std::string& path) {
    if (StringAt(schema, "type") == "array" && PartAt(schema, "items") == nullptr) {
      causes_.Required(path + ".items", "must be specified");
    }
    CheckParts(schema, level, path);
    CheckExtensions(schema, path);
    CheckConditions(schema, IsIntOrString(ListAt(schema, "anyOf")), BeginsWithIntOrString(ListAt(schema, "allOf")), path);
    CheckType(schema, level, path);
    CheckObjectMembers(schema, level, path);
  }

  /// Whether each place that a condition is about is one that tells its type.
  void CheckComplete(const JsonValue& conditions, const JsonValue& schema, const std::string& place, const std::string& path) {
    if (const JsonValue* negated = PartAt(conditions, "not")) CheckCompleteBelow(*negated, schema, place, path + ".not");
    for (const std::string_view junctor : {"allOf", "anyOf", "oneOf"}) {
      const auto clauses = ListAt(conditions, junctor);
      for (std::size_t i = 0; i < clauses.size(); ++i) {
        CheckCompleteBelow(clauses[i], schema, place, Clause(path, junctor, i));
      }
    }
  }

  std::vector<Cause> Take() { return causes_.TakeSorted(); }

 private:
  void CheckParts(const JsonValue& schema, Level level, const std::string& path) {
    if (const JsonValue* items = PartAt(schema, "items")) CheckPlace(*items, Level::kItem, path + ".items");
    for (const JsonMember& property : MembersOf(ObjectAt(schema, "properties"))) {
      CheckPlace(property.value, Level::kField, Property(path, TextOf(property.name)));
    }
    if (Find(schema, "additionalProperties") == nullptr) return;
    const std::string below = path + ".additionalProperties";
    if (level == Level::kRoot) causes_.Forbidden(below, "must not be used at the root");
    if (IsTrueAt(schema, extension::kEmbedded)) {
      causes_.Forbidden(below, "must not be used if x-kubernetes-embedded-resource is set");
    }
    if (const JsonValue* members = PartAt(schema, "additionalProperties")) CheckPlace(*members, Level::kField, below);
  }

  void CheckExtensions(const JsonValue& schema, const std::string& path) {
    if (!IsTrueAt(schema, extension::kIntOrString)) return;
    for (const std::string_view other : {extension::kPreserve, extension::kEmbedded}) {
      if (!IsTrueAt(schema, other)) continue;
      causes_.Invalid((path + ".").append(other), "true", "must be false if x-kubernetes-int-or-string is true");
    }
  }

  void CheckConditions(const JsonValue& schema, bool skipAnyOf, bool skipAnyOfOfFirst, const std::string& path) {
    for (const std::string_view junctor : kJunctors) {
      if (junctor == "anyOf" && skipAnyOf) continue;
      const auto clauses = ListAt(schema, junctor);
      for (std::size_t i = 0; i < clauses.size(); ++i) {
        CheckCondition(clauses[i], junctor == "allOf" && i == 0 && skipAnyOfOfFirst, Clause(path, junctor, i));
      }
    }
    if (const JsonValue* negated = PartAt(schema, "not")) CheckCondition(*negated, false, path + ".not");
    const std::string_view pattern = StringAt(schema, "pattern");
    if (const std::string why = ComplaintOfPattern(pattern); !why.empty()) {
      causes_.Invalid(path + ".pattern", Quoted(pattern), "must be a valid regular expression, but isn't: " + why);
    }
  }

  /// What holds for a condition, which tells nothing but what is allowed.
  void CheckCondition(const JsonValue& condition, bool skipAnyOf, const std::string& path) {
    CheckConditions(condition, skipAnyOf, false, path);
    if (const JsonValue* items = PartAt(condition, "items")) CheckCondition(*items, false, path + ".items");
    for (const JsonMember& property : MembersOf(ObjectAt(condition, "properties"))) {
      CheckCondition(property.value, false, Property(path, TextOf(property.name)));
    }
    ForbidMembers(condition, path);
    if (Find(ObjectAt(condition, "properties"), "metadata") != nullptr) {
      causes_.Forbidden(Property(path, "metadata"), "must not be specified in a nested context");
    }
  }

  void ForbidMembers(const JsonValue& condition, const std::string& path) {
    struct Forbidden {
      std::string_view member;
      std::string_view why;
    };
    constexpr auto kForbidden = std::to_array<Forbidden>({
        {"type", "must be empty to be structural"},
        {"additionalProperties", "must be undefined to be structural"},
        {"default", "must be undefined to be structural"},
        {"title", "must be empty to be structural"},
        {"description", "must be empty to be structural"},
        {"nullable", "must be false to be structural"},
        {extension::kPreserve, "must be false to be structural"},
        {extension::kEmbedded, "must be false to be structural"},
        {extension::kIntOrString, "must be false to be structural"},
        {extension::kListKeys, "must be empty to be structural"},
        {extension::kListType, "must be undefined to be structural"},
        {extension::kMapType, "must be undefined to be structural"},
        {extension::kRules, "must be empty to be structural"},
    });
    for (const auto& [member, why] : kForbidden) {
      const JsonValue* value = Find(condition, member);
      if (value == nullptr) continue;
      const bool counts = member == "default" ? !value->IsNull() : !IsZero(*value) || value->IsObject();
      if (counts) causes_.Forbidden((path + ".").append(member), why);
    }
  }

  void CheckType(const JsonValue& schema, Level level, const std::string& path) {
    const std::string_view type = StringAt(schema, "type");
    if (IsTrueAt(schema, extension::kEmbedded) && type != "object") {
      constexpr std::string_view kWhy = "must be object if x-kubernetes-embedded-resource is true";
      if (type.empty()) {
        causes_.Required(path + ".type", kWhy);
      } else {
        causes_.Invalid(path + ".type", Quoted(type), kWhy);
      }
    } else if (type.empty() && !IsTrueAt(schema, extension::kIntOrString) && !IsTrueAt(schema, extension::kPreserve)) {
      causes_.Required(path + ".type", WhyTyped(level));
    }
    if (level == Level::kRoot && !type.empty() && type != "object") {
      causes_.Invalid(path + ".type", Quoted(type), "must be object at the root");
    }
  }

  static std::string_view WhyTyped(Level level) {
    switch (level) {
      case Level::kRoot: return "must not be empty at the root";
      case Level::kItem: return "must not be empty for specified array items";
      default: return "must not be empty for specified object fields";
    }
  }

  /// `apiVersion`, `kind` and `metadata`, where the server knows them.
  void CheckObjectMembers(const JsonValue& schema, Level level, const std::string& path) {
    const bool isObject = level == Level::kRoot || IsTrueAt(schema, extension::kEmbedded);
    const JsonValue& properties = ObjectAt(schema, "properties");
    for (const std::string_view name : {"kind", "apiVersion"}) {
      const JsonValue* member = Find(properties, name);
      if (!isObject || member == nullptr || StringAt(*member, "type") == "string") continue;
      causes_.Invalid(Property(path, name) + ".type", Quoted(StringAt(*member, "type")), "must be string");
    }
    if (const JsonValue* metadata = Find(properties, "metadata")) {
      CheckMetadataSchema(*metadata, isObject, level, Property(path, "metadata"));
    }
    if (IsTrueAt(schema, extension::kEmbedded) && !IsTrueAt(schema, extension::kPreserve) && properties.ObjectEmpty()) {
      causes_.Required(
          path + ".properties",
          "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
    }
  }

  void CheckMetadataSchema(const JsonValue& metadata, bool isObject, Level level, const std::string& path) {
    const std::string_view type = StringAt(metadata, "type");
    if (isObject && type != "object") causes_.Invalid(path + ".type", Quoted(type), "must be object");
    if (level != Level::kRoot) return;
    const auto members = MembersOf(metadata);
    const auto properties = MembersOf(ObjectAt(metadata, "properties"));
    const bool namesOnly = std::all_of(properties.begin(), properties.end(), [](const JsonMember& property) {
      return TextOf(property.name) == "name" || TextOf(property.name) == "generateName";
    });
    const bool saysMore = std::any_of(members.begin(), members.end(), [](const JsonMember& member) {
      const std::string_view name = TextOf(member.name);
      return name != "type" && name != "default" && name != "properties" && !IsZero(member.value);
    });
    if (namesOnly && !saysMore) return;
    causes_.Forbidden(path, "must not specify anything other than name and generateName, but metadata is implicitly specified");
  }

  void CheckCompleteBelow(const JsonValue& condition, const JsonValue& schema, const std::string& place,
                          const std::string& path) {
    CheckComplete(condition, schema, place, path);
    if (const JsonValue* items = PartAt(condition, "items")) {
      CheckCompletePart(*items, PartAt(schema, "items"), place + ".items", path + ".items");
    }
    for (const JsonMember& property : MembersOf(ObjectAt(condition, "properties"))) {
      const std::string_view name = TextOf(property.name);
      CheckCompletePart(property.value, Find(ObjectAt(schema, "properties"), name), Property(place, name),
                        Property(path, name));
    }
  }

  void CheckCompletePart(const JsonValue& condition, const JsonValue* schema, const std::string& place,
                         const std::string& path) {
    if (schema == nullptr) return causes_.Required(place, "because it is defined in " + path);
    CheckCompleteBelow(condition, *schema, place, path);
  }

  Causes causes_;
};

std::string UnsupportedHere(const JsonValue& schema) {
  struct Keyword {
    std::string_view member;
    std::string_view name;
  };
  constexpr auto kKeywords = std::to_array<Keyword>({{"id", "id"},
                                                     {"$schema", "schema"},
                                                     {"$ref", "$ref"},
                                                     {"patternProperties", "patternProperties"},
                                                     {"dependencies", "dependencies"},
                                                     {"additionalItems", "additionalItems"},
                                                     {"definitions", "definitions"}});
  for (const auto& [member, name] : kKeywords) {
    const JsonValue* value = Find(schema, member);
    const bool counts = value != nullptr && (member == "additionalItems" || !IsZero(*value));
    if (counts) return "OpenAPIV3Schema '" + std::string(name) + "' is not supported";
  }
  return {};
}

}  // namespace

std::string UnsupportedIn(const JsonValue& schema) {
  if (std::string here = UnsupportedHere(schema); !here.empty()) return here;
  std::string found;
  const auto visit = [&](const JsonValue& part) {
    if (found.empty() && part.IsObject()) found = UnsupportedIn(part);
  };
  const auto visitPart = [&](std::string_view name) {
    if (const JsonValue* part = PartAt(schema, name)) visit(*part);
  };
  visitPart("not");
  for (const std::string_view junctor : {"allOf", "anyOf", "oneOf"}) {
    for (const JsonValue& clause : ListAt(schema, junctor)) visit(clause);
  }
  if (const JsonValue* preserves = Find(schema, extension::kPreserve);
      found.empty() && preserves != nullptr && preserves->IsFalse()) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  if (found.empty() && !ListAt(schema, "items").empty()) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  visitPart("items");
  for (const JsonMember& property : MembersOf(ObjectAt(schema, "properties"))) visit(property.value);
  visitPart("additionalProperties");
  return found;
}

std::vector<Cause> CheckStructure(const JsonValue& schema, const std::string& path) {
  StructureCheck check;
  check.CheckPlace(schema, Level::kRoot, path);
  check.CheckComplete(schema, schema, path, path);
  return check.Take();
}

}  // namespace k8s::testkit::core
