#include <algorithm>
#include <exception>
#include <map>
#include <utility>

#include <k8s/cache/store_index.h>

namespace k8s::internal {
namespace {

/// Objects by their values; those without any, as the function threw, apart.
struct ByValue {
  std::map<std::string, std::vector<Stored>> objects;
  std::vector<Stored> failed;

  void Add(const Stored& stored, std::optional<std::vector<std::string>> values) {
    if (!values) return failed.push_back(stored);
    for (std::string& value : *values) objects[std::move(value)].push_back(stored);
  }
};

}  // namespace

void IndexFailure::Note(const ObjectKey& key, const std::string& words) {
  if (objects++ > 0) return;
  first = key;
  what = words;
}

Result<std::vector<std::string>> StoreIndex::ValuesOf(const void* object) const {
  std::vector<std::string> values;
  try {
    values = (*function_)(object);
  } catch (const std::exception& exception) {  // of the user's: a cache must not end by it
    return Error(ErrorCode::kInternal, exception.what());
  } catch (...) {
    return Error(ErrorCode::kInternal, "an exception of an unknown type");
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::optional<std::vector<std::string>> StoreIndex::ValuesOf(const Stored& stored, IndexFailure& failure) const {
  const std::shared_ptr<const void> object = stored->Object();
  Result<std::vector<std::string>> values = ValuesOf(object.get());
  if (values) return *std::move(values);
  failure.Note(stored->key, values.error().Message());
  return std::nullopt;
}

// The values under which the index has an object.
std::vector<std::string> StoreIndex::Places(const Stored& stored, IndexFailure& failure) const {
  if (failed_.Find(stored->key)) return {};
  if (auto values = ValuesOf(stored, failure)) return *std::move(values);
  std::vector<std::string> places;
  entries_.ForEach([&](const auto& entry) {
    if (entry->objects.Find(stored->key)) places.push_back(entry->key);
  });
  return places;
}

void StoreIndex::Set(const std::string& value, StoredSet objects) {
  entries_ = objects.empty() ? entries_.Without(value)
                             : entries_.With(std::make_shared<const Entry>(Entry{value, std::move(objects)}));
}

void StoreIndex::Change(const Stored& before, const Stored& after, IndexFailure& failure) {
  const std::vector<std::string> left = before ? Places(before, failure) : std::vector<std::string>();
  const auto entered = after ? ValuesOf(after, failure) : std::vector<std::string>();
  if (before) failed_ = failed_.Without(before->key);
  if (!entered) failed_ = failed_.With(after);
  for (const std::string& value : left) {
    if (entered && std::binary_search(entered->begin(), entered->end(), value)) continue;
    Set(value, Find(value).Without(before->key));
  }
  if (!entered) return;
  for (const std::string& value : *entered) Set(value, Find(value).With(after));
}

void StoreIndex::ChangeNamespace(const std::string& namespace_, const std::vector<Stored>& before,
                                 const std::vector<Stored>& after, IndexFailure& failure) {
  ByValue next;  // under some values nothing
  for (const Stored& stored : before) {
    for (std::string& value : Places(stored, failure)) next.objects.try_emplace(std::move(value));
  }
  for (const Stored& stored : after) next.Add(stored, ValuesOf(stored, failure));
  const ObjectKey from = BeginOfNamespace(namespace_);
  const ObjectKey to = EndOfNamespace(namespace_);
  failed_ = failed_.WithRange(from, to, next.failed);
  for (const auto& [value, objects] : next.objects) Set(value, Find(value).WithRange(from, to, objects));
}

void StoreIndex::Fill(const StoredSet& objects, IndexFailure& failure) {
  ByValue all;
  objects.ForEach([&](const Stored& stored) { all.Add(stored, ValuesOf(stored, failure)); });
  std::vector<std::shared_ptr<const Entry>> entries;
  entries.reserve(all.objects.size());
  for (const auto& [value, stored] : all.objects) {
    entries.push_back(std::make_shared<const Entry>(Entry{value, StoredSet::OfSorted(stored)}));
  }
  entries_ = PersistentSet<Entry>::OfSorted(entries);
  failed_ = StoredSet::OfSorted(all.failed);
}

StoredSet StoreIndex::Find(const std::string& value) const {
  const auto entry = entries_.Find(value);
  return entry ? entry->objects : StoredSet();
}

std::vector<std::string> StoreIndex::Values() const {
  std::vector<std::string> values;
  values.reserve(entries_.size());
  entries_.ForEach([&](const auto& entry) { values.push_back(entry->key); });
  return values;
}

ObjectKey BeginOfNamespace(const std::string& namespace_) { return {.namespace_ = namespace_, .name = {}}; }

// No string is between another one and the same with a NUL behind it.
ObjectKey EndOfNamespace(const std::string& namespace_) {
  return {.namespace_ = namespace_ + std::string(1, '\0'), .name = {}};
}

}  // namespace k8s::internal
