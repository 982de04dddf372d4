#include <algorithm>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/testkit/core/custom/definition.h>

namespace k8s::testkit::core {
namespace {

void SetIfEmpty(JsonValue& object, std::string_view name, const std::string& text, JsonAllocator& allocator) {
  if (StringAt(object, name).empty() && !text.empty()) Set(object, name, text, allocator);
}

void CompleteNames(JsonValue& names, JsonAllocator& allocator) {
  const std::string kind(StringAt(names, "kind"));
  SetIfEmpty(names, "singular", internal::Lower(kind), allocator);
  if (!kind.empty()) SetIfEmpty(names, "listKind", kind + "List", allocator);
}

JsonValue& EnsureList(JsonValue& object, std::string_view name, JsonAllocator& allocator) {
  JsonValue* list = Find(object, name);
  if (list != nullptr && list->IsArray()) return *list;
  Set(object, name, JsonValue(rapidjson::kArrayType), allocator);
  return *Find(object, name);
}

/// The first one that says that it is; null if none does.
const JsonValue* StorageVersion(const JsonValue& spec) {
  const auto versions = ListAt(spec, "versions");
  const auto found =
      std::find_if(versions.begin(), versions.end(), [](const JsonValue& version) { return IsTrueAt(version, "storage"); });
  return found == versions.end() ? nullptr : &*found;
}

void NoteStorageVersion(Json& definition, JsonAllocator& allocator) {
  const JsonValue* version = StorageVersion(ObjectAt(definition, "spec"));
  if (version == nullptr) return;
  const std::string storage(StringAt(*version, "name"));
  JsonValue& stored = EnsureList(EnsureObject(definition, "status", allocator), "storedVersions", allocator);
  const bool isThere = std::any_of(stored.Begin(), stored.End(),
                                   [&](const JsonValue& name) { return name.IsString() && TextOf(name) == storage; });
  if (!isThere) stored.PushBack(MakeString(storage, allocator), allocator);
}

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
