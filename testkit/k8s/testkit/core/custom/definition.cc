#include <algorithm>
#include <array>
#include <utility>

#include <k8s/testkit/core/custom/check_schema.h>
#include <k8s/testkit/core/custom/definition.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::core {
namespace {

std::span<const JsonValue> ListAt(const JsonValue& json, std::string_view name) {
  const JsonValue* value = Find(json, name);
  if (value == nullptr || !value->IsArray()) return {};
  return {value->Begin(), value->Size()};
}

const JsonValue* DeclaredSchema(const JsonValue& version) {
  const JsonValue* schema = Find(ObjectAt(version, "schema"), "openAPIV3Schema");
  return schema != nullptr && schema->IsObject() ? schema : nullptr;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return lower;
}

void SetIfEmpty(JsonValue& object, std::string_view name, const std::string& text, JsonAllocator& allocator) {
  if (StringAt(object, name).empty() && !text.empty()) Set(object, name, text, allocator);
}

void CompleteNames(JsonValue& names, JsonAllocator& allocator) {
  const std::string kind(StringAt(names, "kind"));
  SetIfEmpty(names, "singular", Lower(kind), allocator);
  if (!kind.empty()) SetIfEmpty(names, "listKind", kind + "List", allocator);
}

JsonValue& EnsureList(JsonValue& object, std::string_view name, JsonAllocator& allocator) {
  JsonValue* list = Find(object, name);
  if (list != nullptr && list->IsArray()) return *list;
  Set(object, name, JsonValue(rapidjson::kArrayType), allocator);
  return *Find(object, name);
}

std::string_view StorageVersion(const JsonValue& spec) {
  for (const JsonValue& version : ListAt(spec, "versions")) {
    if (IsTrueAt(version, "storage")) return StringAt(version, "name");
  }
  return {};
}

void NoteStorageVersion(Json& definition, JsonAllocator& allocator) {
  const std::string_view storage = StorageVersion(ObjectAt(definition, "spec"));
  if (storage.empty()) return;
  JsonValue& stored = EnsureList(EnsureObject(definition, "status", allocator), "storedVersions", allocator);
  const bool isThere = std::any_of(stored.Begin(), stored.End(),
                                   [&](const JsonValue& version) { return version.IsString() && TextOf(version) == storage; });
  if (!isThere) stored.PushBack(MakeString(storage, allocator), allocator);
}

bool IsLabel(std::string_view text) {
  const auto isLetter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && isLetter(text.front()) && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [&](char c) { return isLetter(c) || isDigit(c) || c == '-'; });
}

class DefinitionCheck {
 public:
  DefinitionCheck(const JsonValue& definition, const JsonValue* existing)
      : definition_(definition), spec_(ObjectAt(definition, "spec")), existing_(existing) {}

  std::vector<Cause> Check() {
    CheckName();
    CheckGroupAndScope();
    CheckVersions();
    CheckNames();
    if (existing_ != nullptr) CheckUnchanged();
    return std::move(causes_);
  }

 private:
  void CheckName() {
    const std::string_view name = StringAt(ObjectAt(definition_, "metadata"), "name");
    const std::string wanted =
        std::string(StringAt(ObjectAt(spec_, "names"), "plural")) + "." + std::string(StringAt(spec_, "group"));
    if (name == wanted) return;
    if (existing_ != nullptr) return;  // then what cannot be changed says so
    Invalid("metadata.name", Quoted(name), "must be spec.names.plural+\".\"+spec.group");
  }

  void CheckGroupAndScope() {
    const std::string_view group = StringAt(spec_, "group");
    if (group.empty()) Required("spec.group");
    if (!group.empty() && group.find('.') == std::string_view::npos) {
      Invalid("spec.group", Quoted(group), "should be a domain with at least one dot");
    }
    const std::string_view scope = StringAt(spec_, "scope");
    if (scope.empty()) return Required("spec.scope");
    if (scope != "Cluster" && scope != "Namespaced") {
      Add("FieldValueNotSupported", "Unsupported value: " + Quoted(scope) + R"(: supported values: "Cluster", "Namespaced")",
          "spec.scope");
    }
  }

  void CheckVersions() {
    const auto versions = ListAt(spec_, "versions");
    const auto stored =
        std::count_if(versions.begin(), versions.end(), [](const JsonValue& version) { return IsTrueAt(version, "storage"); });
    for (std::size_t i = 0; i < versions.size(); ++i) CheckVersion(versions[i], "spec.versions[" + std::to_string(i) + "]");
    const bool sameSchemas = HaveSameSchemas(versions);
    for (std::size_t i = 0; i < versions.size(); ++i) {
      const std::string path =
          sameSchemas ? "spec.validation.openAPIV3Schema" : "spec.versions[" + std::to_string(i) + "].schema.openAPIV3Schema";
      if (const JsonValue* schema = DeclaredSchema(versions[i])) Take(CheckSchema(*schema, path));
      if (sameSchemas) break;
    }
    if (stored != 1) Invalid("spec.versions", Shown(versions), "must have exactly one version marked as storage version");
    if (stored == 0) Invalid("status.storedVersions", "null", "must have at least one stored version");
  }

  void CheckVersion(const JsonValue& version, const std::string& path) {
    const std::string_view name = StringAt(version, "name");
    if (!IsLabel(name)) {
      Invalid(path + ".name", Quoted(name),
              "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
              "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
              "'[a-z]([-a-z0-9]*[a-z0-9])?')");
    }
    if (DeclaredSchema(version) == nullptr) Required(path + ".schema.openAPIV3Schema");
  }

  /// They are said to be of `spec.validation` then, where they stood before each version had its own.
  static bool HaveSameSchemas(std::span<const JsonValue> versions) {
    return std::all_of(versions.begin(), versions.end(), [&](const JsonValue& version) {
      return SameJson(ObjectAt(version, "schema"), ObjectAt(versions.front(), "schema"));
    });
  }

  /// Versions as Go writes the structs that the real server has of them.
  static std::string Shown(std::span<const JsonValue> versions) {
    std::string shown;
    for (const JsonValue& version : versions) {
      shown += (shown.empty() ? "" : ",") + std::string(R"({"Name":)") + Quoted(StringAt(version, "name")) + R"(,"Served":)" +
               (IsTrueAt(version, "served") ? "true" : "false") + R"(,"Storage":)" +
               (IsTrueAt(version, "storage") ? "true" : "false") +
               R"(,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,)"
               R"("AdditionalPrinterColumns":null,"SelectableFields":null})";
    }
    return "[" + shown + "]";
  }

  void CheckNames() {
    const JsonValue& names = ObjectAt(spec_, "names");
    for (const std::string_view name : {"plural", "singular", "kind", "listKind"}) {
      if (StringAt(names, name).empty()) Required("spec.names." + std::string(name));
    }
  }

  void CheckUnchanged() {
    const JsonValue& before = ObjectAt(*existing_, "spec");
    CheckUnchanged("spec.group", StringAt(spec_, "group"), StringAt(before, "group"));
    CheckUnchanged("spec.scope", StringAt(spec_, "scope"), StringAt(before, "scope"));
    const JsonValue& names = ObjectAt(spec_, "names");
    const JsonValue& namesBefore = ObjectAt(before, "names");
    CheckUnchanged("spec.names.kind", StringAt(names, "kind"), StringAt(namesBefore, "kind"));
    CheckUnchanged("spec.names.plural", StringAt(names, "plural"), StringAt(namesBefore, "plural"));
  }

  void CheckUnchanged(const std::string& field, std::string_view now, std::string_view before) {
    if (now != before) Invalid(field, Quoted(now), "field is immutable");
  }

  void Required(const std::string& field) { Add("FieldValueRequired", "Required value", field); }
  void Invalid(const std::string& field, const std::string& value, const std::string& why) {
    Add("FieldValueInvalid", "Invalid value: " + value + ": " + why, field);
  }
  void Add(std::string reason, std::string message, std::string field) {
    causes_.push_back({.reason = std::move(reason), .message = std::move(message), .field = std::move(field)});
  }
  void Take(std::vector<Cause> causes) { std::move(causes.begin(), causes.end(), std::back_inserter(causes_)); }

  const JsonValue& definition_;
  const JsonValue& spec_;
  const JsonValue* existing_;
  std::vector<Cause> causes_;
};

JsonValue* FindCondition(JsonValue& conditions, std::string_view type) {
  const auto found = std::find_if(conditions.Begin(), conditions.End(),
                                  [&](const JsonValue& condition) { return StringAt(condition, "type") == type; });
  return found == conditions.End() ? nullptr : found;
}

}  // namespace

bool IsDefinition(const ApiResource& resource) {
  return resource.Kind().group == "apiextensions.k8s.io" && resource.plural == "customresourcedefinitions";
}

void CompleteDefinition(Json& definition, bool isNew) {
  JsonAllocator& allocator = definition.GetAllocator();
  JsonValue& spec = EnsureObject(definition, "spec", allocator);
  CompleteNames(EnsureObject(spec, "names", allocator), allocator);
  SetIfEmpty(EnsureObject(spec, "conversion", allocator), "strategy", "None", allocator);
  if (isNew) {
    JsonValue& status = EnsureObject(definition, "status", allocator);
    Set(status, "conditions", JsonValue(), allocator);
    JsonValue& accepted = EnsureObject(status, "acceptedNames", allocator);
    Set(accepted, "plural", "", allocator);
    Set(accepted, "kind", "", allocator);
  }
  NoteStorageVersion(definition, allocator);
}

std::vector<Cause> CheckDefinition(const JsonValue& definition, const JsonValue* existing) {
  return DefinitionCheck(definition, existing).Check();
}

void SetCondition(Json& definition, const Condition& condition, std::string_view now) {
  JsonAllocator& allocator = definition.GetAllocator();
  JsonValue& conditions = EnsureList(EnsureObject(definition, "status", allocator), "conditions", allocator);
  JsonValue* place = FindCondition(conditions, condition.type);
  if (place == nullptr) {
    conditions.PushBack(JsonValue(rapidjson::kObjectType), allocator);
    place = conditions.End() - 1;
  }
  if (StringAt(*place, "status") != condition.status) Set(*place, "lastTransitionTime", now, allocator);
  Set(*place, "message", condition.message, allocator);
  Set(*place, "reason", condition.reason, allocator);
  Set(*place, "status", condition.status, allocator);
  Set(*place, "type", condition.type, allocator);
}

bool IsTrue(const JsonValue& definition, std::string_view conditionType) {
  const auto conditions = ListAt(ObjectAt(definition, "status"), "conditions");
  return std::any_of(conditions.begin(), conditions.end(), [&](const JsonValue& condition) {
    return StringAt(condition, "type") == conditionType && StringAt(condition, "status") == "True";
  });
}

}  // namespace k8s::testkit::core
