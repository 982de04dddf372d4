#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

#include <k8s/testkit/core/causes.h>
#include <k8s/testkit/core/custom/extensions.h>
#include <k8s/testkit/core/custom/schema.h>
#include <k8s/testkit/core/custom/schema_keywords.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {
namespace {

constexpr std::array<std::string_view, 6> kTypes = {"array", "boolean", "integer", "number", "object", "string"};

/// What is around a schema, and decides about what may be in it.
struct Surroundings {
  bool isRoot = false;
  bool inMetadata = false;      ///< of `apiVersion`, `kind` or `metadata` of an object
  std::string noDefaults = {};  ///< why there may be none; empty: there may
};

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos; }

bool HasLineBreak(std::string_view text) { return text.find_first_of("\r\n") != std::string_view::npos; }

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n\v\f";
  if (IsBlank(text)) return {};
  text.remove_prefix(text.find_first_not_of(kSpaces));
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

class KeywordCheck {
 public:
  void Visit(const JsonValue& schema, const std::string& path, const Surroundings& around) {
    CheckSupported(schema, path, around);
    if (IsTrueAt(schema, "uniqueItems")) {
      causes_.Forbidden(path + ".uniqueItems",
                        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    VisitMembers(schema, path, around);
    VisitConditions(schema, path, around);
    VisitItems(schema, path, around);
    CheckExtensions(schema, path);
    CheckListKeys(schema, path);
    CheckListItems(schema, path);
    CheckRules(schema, path);
  }

  std::vector<Cause> Take() { return causes_.Take(); }

 private:
  void CheckSupported(const JsonValue& schema, const std::string& path, const Surroundings& around) {
    const std::string_view type = StringAt(schema, "type");
    if (!type.empty() && std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end()) {
      causes_.Unsupported(path + ".type", Quoted(type), kTypes);
    }
    if (Find(schema, "default") != nullptr && !around.noDefaults.empty()) {
      causes_.Forbidden(path + ".default", "must not be set " + around.noDefaults);
    }
    for (const std::string_view keyword :
         {"id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"}) {
      const JsonValue* value = Find(schema, keyword);
      if (value == nullptr || (keyword == "id" && StringAt(schema, keyword).empty())) continue;
      causes_.Forbidden((path + ".").append(keyword), std::string(keyword) + " is not supported");
    }
    if (type == "null") causes_.Forbidden(path + ".type", "type cannot be set to null, use nullable as an alternative");
    if (!ListAt(schema, "items").empty()) causes_.Forbidden(path + ".items", "items must be a schema object and not an array");
    if (around.inMetadata && IsTrueAt(schema, extension::kEmbedded)) {
      causes_.Forbidden((path + ".").append(extension::kEmbedded), "must not be used inside of resource meta");
    }
  }

  void VisitMembers(const JsonValue& schema, const std::string& path, const Surroundings& around) {
    const JsonValue& properties = ObjectAt(schema, "properties");
    if (const JsonValue* additional = Find(schema, "additionalProperties")) {
      const std::string below = path + ".additionalProperties";
      if (!properties.ObjectEmpty() && !additional->IsTrue()) {
        causes_.Forbidden(below, "additionalProperties and properties are mutual exclusive");
      }
      Surroundings within{.inMetadata = around.inMetadata, .noDefaults = around.noDefaults};
      if (around.inMetadata) within.noDefaults = "inside additionalProperties applying to object metadata";
      if (additional->IsObject()) Visit(*additional, below, within);
    }
    for (const JsonMember& property : MembersOf(properties)) {
      const std::string_view name = TextOf(property.name);
      Surroundings within{.inMetadata = around.inMetadata, .noDefaults = around.noDefaults};
      if ((around.isRoot || IsTrueAt(schema, extension::kEmbedded)) && IsObjectMember(name)) {
        within.inMetadata = true;
        if (around.isRoot) within.noDefaults = "in top-level " + std::string(name);
      }
      Visit(property.value, path + ".properties[" + std::string(name) + "]", within);
    }
  }

  void VisitConditions(const JsonValue& schema, const std::string& path, const Surroundings& around) {
    const Surroundings within{.inMetadata = around.inMetadata, .noDefaults = around.noDefaults};
    if (const JsonValue& negated = ObjectAt(schema, "not"); Find(schema, "not") != nullptr) {
      Visit(negated, path + ".not", within);
    }
    for (const std::string_view junctor : {"allOf", "oneOf", "anyOf"}) {
      const auto clauses = ListAt(schema, junctor);
      for (std::size_t i = 0; i < clauses.size(); ++i) {
        Visit(clauses[i], (path + ".").append(junctor) + "[" + std::to_string(i) + "]", within);
      }
    }
  }

  void VisitItems(const JsonValue& schema, const std::string& path, const Surroundings& around) {
    const Surroundings within{.inMetadata = around.inMetadata, .noDefaults = around.noDefaults};
    const JsonValue* items = Find(schema, "items");
    if (items != nullptr && items->IsObject()) Visit(*items, path + ".items", within);
  }

  void CheckExtensions(const JsonValue& schema, const std::string& path) {
    constexpr std::array<std::string_view, 2> kMapTypes = {"atomic", "granular"};
    constexpr std::array<std::string_view, 3> kListTypes = {"atomic", "set", "map"};
    const JsonValue* preserves = Find(schema, extension::kPreserve);
    if (preserves != nullptr && preserves->IsFalse()) {
      causes_.Invalid(path + ".x-kubernetes-preserve-unknown-fields", "false", "must be true or undefined");
    }
    CheckTypeFor(schema, extension::kMapType, "object", path);
    CheckOneOf(schema, extension::kMapType, kMapTypes, path);
    if (CheckTypeFor(schema, extension::kListType, "array", path)) CheckSet(schema, path);
    CheckOneOf(schema, extension::kListType, kListTypes, path);
  }

  /// Whether a schema with that extension is of that type; tells of one that is not.
  bool CheckTypeFor(const JsonValue& schema, std::string_view extension, std::string_view wanted, const std::string& path) {
    const std::string_view type = StringAt(schema, "type");
    if (Find(schema, extension) == nullptr || type == wanted) return true;
    const std::string why = "must be " + std::string(wanted) + " if " + std::string(extension) + " is specified";
    if (type.empty()) {
      causes_.Required(path + ".type", why);
    } else {
      causes_.Invalid(path + ".type", Quoted(type), why);
    }
    return false;
  }

  void CheckOneOf(const JsonValue& schema, std::string_view extension, std::span<const std::string_view> known,
                  const std::string& path) {
    if (Find(schema, extension) == nullptr) return;
    const std::string_view value = StringAt(schema, extension);
    if (std::find(known.begin(), known.end(), value) != known.end()) return;
    causes_.Unsupported((path + ".").append(extension), Quoted(value), known);
  }

  /// Elements of a set are compared as a whole.
  void CheckSet(const JsonValue& schema, const std::string& path) {
    if (StringAt(schema, extension::kListType) != "set") return;
    const JsonValue& items = ObjectAt(schema, "items");
    const std::string_view type = StringAt(items, "type");
    const JsonValue* listType = Find(items, extension::kListType);
    const std::string shown = listType == nullptr ? "null" : Quoted(StringAt(items, extension::kListType));
    constexpr std::string_view kWhy = "must be atomic as item of a list with x-kubernetes-list-type=set";
    if (type == "array" && listType != nullptr && StringAt(items, extension::kListType) != "atomic") {
      causes_.Invalid((path + ".items.").append(extension::kListType), shown, kWhy);
    }
    // The real server shows the type of the list there, too.
    if (type == "object" && StringAt(items, extension::kMapType) != "atomic") {
      causes_.Invalid((path + ".items.").append(extension::kMapType), shown, kWhy);
    }
  }

  void CheckListKeys(const JsonValue& schema, const std::string& path) {
    const std::string_view list = StringAt(schema, extension::kListType);
    const auto keys = ListAt(schema, extension::kListKeys);
    if (!keys.empty() && list != "map") {
      constexpr std::string_view kWhy = "must be map if x-kubernetes-list-map-keys is non-empty";
      if (Find(schema, extension::kListType) == nullptr) {
        causes_.Required((path + ".").append(extension::kListType), kWhy);
      } else {
        causes_.Invalid((path + ".").append(extension::kListType), Quoted(list), kWhy);
      }
    }
    if (list != "map") return;
    if (keys.empty()) {
      causes_.Required((path + ".").append(extension::kListKeys), "must not be empty if x-kubernetes-list-type is map");
    }
    const JsonValue* items = Find(schema, "items");
    if (items == nullptr) return causes_.Required(path + ".items", "must have a schema if x-kubernetes-list-type is map");
    if (!items->IsObject()) return;
    if (const std::string_view type = StringAt(*items, "type"); type != "object") {
      return causes_.Invalid(path + ".items.type", Quoted(type),
                             "must be object if parent array's x-kubernetes-list-type is map");
    }
    if (!keys.empty()) CheckKeys(*items, *Find(schema, extension::kListKeys), path);
  }

  void CheckKeys(const JsonValue& items, const JsonValue& keys, const std::string& path) {
    std::set<std::string_view> seen;
    for (const JsonValue& key : keys.GetArray()) {
      const std::string_view name = key.IsString() ? TextOf(key) : std::string_view();
      const JsonValue* property = Find(ObjectAt(items, "properties"), name);
      const std::string_view type = property == nullptr ? std::string_view() : StringAt(*property, "type");
      if (property == nullptr) {
        causes_.Invalid((path + ".").append(extension::kListKeys), WriteJson(keys),
                        "entries must all be names of item properties");
      } else if (type == "array" || type == "object") {
        causes_.Invalid(path + ".items.properties[" + std::string(name) + "].type", Quoted(StringAt(items, "type")),
                        "must be a scalar type if parent array's x-kubernetes-list-type is map");
      }
      if (!seen.insert(name).second) {
        causes_.Invalid((path + ".").append(extension::kListKeys), WriteJson(keys), "must not contain duplicate entries");
      }
    }
  }

  /// Elements that are told apart by their keys have to have them.
  void CheckListItems(const JsonValue& schema, const std::string& path) {
    const std::string_view list = StringAt(schema, extension::kListType);
    const JsonValue& items = ObjectAt(schema, "items");
    if (list != "set" && list != "map") return;
    if (IsTrueAt(items, "nullable")) {
      causes_.Forbidden(path + ".items.nullable", "cannot be nullable when x-kubernetes-list-type is " + std::string(list));
    }
    if (list != "map") return;
    const auto required = ListAt(items, "required");
    for (const JsonValue& key : ListAt(schema, extension::kListKeys)) {
      const std::string name(key.IsString() ? TextOf(key) : std::string_view());
      const JsonValue* property = Find(ObjectAt(items, "properties"), name);
      if (property == nullptr) continue;
      const std::string place = path + ".items.properties[" + name + "]";
      const bool isRequired = std::any_of(required.begin(), required.end(),
                                          [&](const JsonValue& one) { return one.IsString() && TextOf(one) == name; });
      if (!isRequired && Find(*property, "default") == nullptr) {
        causes_.Required(place + ".default",
                         "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
      }
      if (IsTrueAt(*property, "nullable")) {
        causes_.Forbidden(place + ".nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
      }
    }
  }

  void CheckRules(const JsonValue& schema, const std::string& path) {
    const auto rules = ListAt(schema, extension::kRules);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      CheckRule(rules[i], path + ".x-kubernetes-validations[" + std::to_string(i) + "]");
    }
  }

  void CheckRule(const JsonValue& rule, const std::string& path) {
    constexpr std::array<std::string_view, 4> kReasons = {"FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid",
                                                          "FieldValueRequired"};
    const std::string_view text = Trimmed(StringAt(rule, "rule"));
    const std::string_view message = StringAt(rule, "message");
    if (text.empty()) {
      causes_.Required(path + ".rule", "rule is not specified");
    } else if (!message.empty() && IsBlank(message)) {
      causes_.Invalid(path + ".message", Quoted(message), "must be non-empty if specified");
    } else if (HasLineBreak(Trimmed(message))) {
      causes_.Invalid(path + ".message", Quoted(message), "must not contain line breaks");
    } else if (HasLineBreak(text) && message.empty()) {
      causes_.Required(path + ".message", "message must be specified if rule contains line breaks");
    }
    if (const std::string_view expression = StringAt(rule, "messageExpression"); !expression.empty() && IsBlank(expression)) {
      causes_.Required(path + ".messageExpression", "messageExpression must be non-empty if specified");
    }
    if (Find(rule, "reason") != nullptr) CheckOneOf(rule, "reason", kReasons, path);
    const std::string_view field = StringAt(rule, "fieldPath");
    if (!field.empty() && IsBlank(field)) {
      causes_.Invalid(path + ".fieldPath", Quoted(field), "must be non-empty if specified");
    }
    if (HasLineBreak(field)) causes_.Invalid(path + ".fieldPath", Quoted(field), "must not contain line breaks");
    if (!field.empty() && field.front() != '.' && field.front() != '[') {
      causes_.Invalid(path + ".fieldPath", Quoted(field), "must be a valid path");
    }
  }

  Causes causes_;
};

}  // namespace

std::vector<Cause> CheckKeywords(const JsonValue& schema, const std::string& path) {
  KeywordCheck check;
  check.Visit(schema, path, {.isRoot = true});
  return check.Take();
}

}  // namespace k8s::testkit::core
