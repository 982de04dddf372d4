#include <algorithm>
#include <array>
#include <utility>

#include <k8s/testkit/core/custom/check_schema.h>
#include <k8s/testkit/core/custom/check_value.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {
namespace {

bool IsType(std::string_view type) {
  constexpr std::array<std::string_view, 6> kTypes = {"array", "boolean", "integer", "number", "object", "string"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

class SchemaCheck {
 public:
  /// `whose`: what the schema is of, as messages name it.
  void Visit(const JsonValue& schema, const std::string& path, std::string_view whose) {
    CheckType(schema, path, whose);
    CheckList(schema, path);
    CheckDefaultOf(schema, path);
    if (const JsonValue* properties = Find(schema, "properties"); properties != nullptr && properties->IsObject()) {
      for (const JsonMember& member : MembersOf(*properties)) {
        Visit(member.value, path + ".properties[" + std::string(TextOf(member.name)) + "]", "object fields");
      }
    }
    const JsonValue* additional = Find(schema, "additionalProperties");
    if (additional != nullptr && additional->IsObject()) Visit(*additional, path + ".additionalProperties", "object fields");
    if (additional != nullptr && Find(schema, "properties") != nullptr) {
      Add("FieldValueForbidden", "Forbidden: additionalProperties and properties are mutual exclusive",
          path + ".additionalProperties");
    }
    if (const JsonValue* items = Find(schema, "items")) Visit(*items, path + ".items", "array items");
  }

  std::vector<Cause> Take() { return std::move(causes_); }

 private:
  void CheckType(const JsonValue& schema, const std::string& path, std::string_view whose) {
    const std::string_view type = StringAt(schema, "type");
    const bool untyped =
        IsTrueAt(schema, "x-kubernetes-int-or-string") || IsTrueAt(schema, "x-kubernetes-preserve-unknown-fields");
    if (type.empty() && !untyped) {
      Add("FieldValueRequired", "Required value: must not be empty for specified " + std::string(whose), path + ".type");
    }
    if (!type.empty() && !IsType(type)) {
      Add("FieldValueNotSupported",
          "Unsupported value: " + Quoted(type) +
              R"(: supported values: "array", "boolean", "integer", "number", "object", "string")",
          path + ".type");
    }
    if (type == "array" && Find(schema, "items") == nullptr) {
      Add("FieldValueRequired", "Required value: must be specified", path + ".items");
    }
  }

  void CheckList(const JsonValue& schema, const std::string& path) {
    const std::string_view list = StringAt(schema, "x-kubernetes-list-type");
    if (list.empty()) return;
    const JsonValue* keys = Find(schema, "x-kubernetes-list-map-keys");
    const JsonValue* items = Find(schema, "items");
    const bool hasKeys = keys != nullptr && keys->IsArray() && !keys->Empty();
    if (list != "map") return;
    if (!hasKeys) {
      Add("FieldValueRequired", "Required value: must not be empty if x-kubernetes-list-type is map",
          path + ".x-kubernetes-list-map-keys");
    }
    if (items == nullptr) return;
    if (const std::string_view type = StringAt(*items, "type"); type != "object") {
      Add("FieldValueInvalid",
          "Invalid value: " + Quoted(type) + ": must be object if parent array's x-kubernetes-list-type is map",
          path + ".items.type");
    }
  }

  void CheckDefaultOf(const JsonValue& schema, const std::string& path) {
    const JsonValue* value = Find(schema, "default");
    if (value == nullptr) return;
    for (Cause& cause : CheckDefault(Schema::Of(schema), *value)) {
      const std::string inside = cause.field.empty() ? std::string() : "." + cause.field;
      Add(std::move(cause.reason), std::move(cause.message), path + ".default" + inside);
    }
  }

  void Add(std::string reason, std::string message, std::string field) {
    causes_.push_back({.reason = std::move(reason), .message = std::move(message), .field = std::move(field)});
  }

  std::vector<Cause> causes_;
};

}  // namespace

std::vector<Cause> CheckSchema(const JsonValue& schema, const std::string& path) {
  const std::string_view type = StringAt(schema, "type");
  if (IsType(type) && type != "object") {
    return {{.reason = "FieldValueInvalid",
             .message = "Invalid value: " + Quoted(type) + ": must be object at the root",
             .field = path + ".type"}};
  }
  SchemaCheck checking;
  checking.Visit(schema, path, "object fields");
  return checking.Take();
}

}  // namespace k8s::testkit::core
