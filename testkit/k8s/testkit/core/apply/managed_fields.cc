#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <k8s/testkit/core/apply/managed_fields.h>

namespace k8s::testkit::core {
namespace {

constexpr std::size_t kMaxUpdates = 10;

std::optional<ManagedEntry> ReadEntry(const JsonValue& json) {
  const std::string_view operation = StringAt(json, "operation");
  if (operation != "Apply" && operation != "Update") return std::nullopt;
  if (StringAt(json, "apiVersion").empty() || StringAt(json, "fieldsType") != "FieldsV1") return std::nullopt;
  ManagedEntry entry{.manager = {.name = std::string(StringAt(json, "manager")),
                                 .applies = operation == "Apply",
                                 .apiVersion = std::string(StringAt(json, "apiVersion")),
                                 .subresource = std::string(StringAt(json, "subresource"))},
                     .time = std::string(StringAt(json, "time"))};
  if (const JsonValue* fields = Find(json, "fieldsV1")) entry.fields = FieldSet::FromJson(*fields);
  return entry;
}

JsonValue WriteEntry(const ManagedEntry& entry, JsonAllocator& allocator) {
  JsonValue json(rapidjson::kObjectType);
  const auto set = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) json.AddMember(MakeString(name, allocator), MakeString(text, allocator), allocator);
  };
  set("manager", entry.manager.name);
  set("operation", entry.manager.applies ? "Apply" : "Update");
  set("apiVersion", entry.manager.apiVersion);
  set("time", entry.time);
  set("fieldsType", "FieldsV1");
  json.AddMember("fieldsV1", entry.fields.ToJson(allocator), allocator);
  set("subresource", entry.manager.subresource);
  return json;
}

bool ComesBefore(const ManagedEntry& a, const ManagedEntry& b) {
  const auto order = [](const ManagedEntry& entry) {
    const Manager& manager = entry.manager;
    return std::tie(entry.time, manager.name, manager.apiVersion, manager.subresource);
  };
  if (a.manager.applies != b.manager.applies) return a.manager.applies;
  return order(a) < order(b);
}

}  // namespace

bool Manager::IsSame(const Manager& other) const {
  return name == other.name && applies == other.applies && subresource == other.subresource &&
         (applies || apiVersion == other.apiVersion);
}

std::string Manager::ForPeople() const {
  std::string text = '"' + name + '"';
  if (!subresource.empty()) text += " with subresource \"" + subresource + '"';
  if (!applies) text += " using " + apiVersion;
  return text;
}

std::optional<ManagedFields> ReadManagedFields(const JsonValue& metadata) {
  ManagedFields managed;
  const JsonValue* entries = Find(metadata, "managedFields");
  if (entries == nullptr || !entries->IsArray()) return managed;
  for (const JsonValue& json : entries->GetArray()) {
    auto entry = ReadEntry(json);
    if (!entry) return std::nullopt;
    if (ManagedEntry* same = FindEntry(managed, entry->manager)) {
      *same = std::move(*entry);
    } else {
      managed.push_back(std::move(*entry));
    }
  }
  return managed;
}

void WriteManagedFields(ManagedFields managed, Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  JsonValue& metadata = EnsureObject(object, "metadata", allocator);
  if (managed.empty()) {
    Remove(metadata, "managedFields");
    return;
  }
  std::sort(managed.begin(), managed.end(), ComesBefore);
  JsonValue entries(rapidjson::kArrayType);
  for (const ManagedEntry& entry : managed) entries.PushBack(WriteEntry(entry, allocator), allocator);
  Set(metadata, "managedFields", std::move(entries), allocator);
}

ManagedEntry* FindEntry(ManagedFields& managed, const Manager& manager) {
  const auto found =
      std::find_if(managed.begin(), managed.end(), [&](const ManagedEntry& entry) { return entry.manager.IsSame(manager); });
  return found == managed.end() ? nullptr : &*found;
}

void CapUpdates(ManagedFields& managed) {
  std::sort(managed.begin(), managed.end(), ComesBefore);
  const auto firstUpdate =
      std::find_if(managed.begin(), managed.end(), [](const ManagedEntry& entry) { return !entry.manager.applies; });
  std::map<std::string, ManagedEntry> oldest;  // by version: what is joined keeps the version of its fields
  auto entry = firstUpdate;
  for (auto count = static_cast<std::size_t>(managed.end() - firstUpdate) + oldest.size();
       count > kMaxUpdates && entry != managed.end(); ++entry) {
    const auto [place, isFirst] = oldest.try_emplace(entry->manager.apiVersion, *entry);
    if (isFirst) continue;
    ManagedEntry& bucket = place->second;
    bucket.fields = bucket.fields.Union(entry->fields);
    bucket.time = entry->time;
    bucket.manager = {.name = "ancient-changes", .applies = false, .apiVersion = entry->manager.apiVersion, .subresource = {}};
    --count;
  }
  if (entry == firstUpdate) return;
  managed.erase(firstUpdate, entry);
  for (auto& [version, bucket] : oldest) managed.push_back(std::move(bucket));
}

}  // namespace k8s::testkit::core
