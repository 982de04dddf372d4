#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <k8s/cache/store_core.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

// By their keys, each once: of equal ones the last. Of lists, which are sorted already, this only looks.
void Sort(std::vector<Stored>& objects) {
  const auto isOutOfOrder = [](const Stored& a, const Stored& b) { return !(a->key < b->key); };
  if (std::adjacent_find(objects.begin(), objects.end(), isOutOfOrder) == objects.end()) return;
  std::reverse(objects.begin(), objects.end());
  std::stable_sort(objects.begin(), objects.end(), ByKey());
  const auto isSame = [](const Stored& a, const Stored& b) { return a->key == b->key; };
  objects.erase(std::unique(objects.begin(), objects.end(), isSame), objects.end());
}

std::vector<Stored> OfOtherNamespaces(const StoredSet& objects, const std::string& namespace_) {
  std::vector<Stored> others;
  objects.ForEach([&](const Stored& stored) {
    if (stored->key.namespace_ != namespace_) others.push_back(stored);
  });
  return others;
}

// Of equal keys, those of `some`.
std::vector<Stored> Merged(const std::vector<Stored>& some, const std::vector<Stored>& others) {
  std::vector<Stored> all;
  all.reserve(some.size() + others.size());
  std::set_union(some.begin(), some.end(), others.begin(), others.end(), std::back_inserter(all), ByKey());
  return all;
}

}  // namespace

void StoreCore::Publish(State next) {
  auto published = std::make_shared<const State>(std::move(next));
  {
    std::lock_guard lock(mutex_);
    state_.swap(published);
  }
  // The state before is freed here, without the lock.
}

Stored StoreCore::Put(Stored stored, std::string resourceVersion) {
  std::lock_guard lock(writing_);
  State next = *Now();
  Stored before = next.objects.Find(stored->key);
  for (auto& [name, index] : next.indices) Reindex(index, before, stored);
  next.bytes += stored->bytes - (before ? before->bytes : 0);
  next.objects = next.objects.With(std::move(stored));
  if (!resourceVersion.empty()) next.resourceVersion = std::move(resourceVersion);
  Publish(std::move(next));
  return before;
}

Stored StoreCore::Remove(const ObjectKey& key, std::string resourceVersion) {
  std::lock_guard lock(writing_);
  State next = *Now();
  Stored before = next.objects.Find(key);
  if (before) {
    for (auto& [name, index] : next.indices) Reindex(index, before, nullptr);
    next.bytes -= before->bytes;
    next.objects = next.objects.Without(key);
  }
  if (!resourceVersion.empty()) next.resourceVersion = std::move(resourceVersion);
  Publish(std::move(next));
  return before;
}

StoredSet StoreCore::Replace(const std::string& namespace_, std::vector<Stored> objects, std::string resourceVersion) {
  Sort(objects);
  std::lock_guard lock(writing_);
  State next = *Now();
  StoredSet before = next.objects;
  if (!namespace_.empty()) objects = Merged(objects, OfOtherNamespaces(before, namespace_));
  next.bytes = 0;
  for (const Stored& stored : objects) next.bytes += stored->bytes;
  next.objects = StoredSet::OfSorted(objects);
  for (auto& [name, index] : next.indices) index.entries = EntriesOf(index, next.objects);
  if (!resourceVersion.empty()) next.resourceVersion = std::move(resourceVersion);
  Publish(std::move(next));
  return before;
}

void StoreCore::SetResourceVersion(std::string resourceVersion) {
  std::lock_guard lock(writing_);
  State next = *Now();
  next.resourceVersion = std::move(resourceVersion);
  Publish(std::move(next));
}

Result<void> StoreCore::AddIndex(std::string name, ObjectIndexFunc function) {
  std::lock_guard lock(writing_);
  State next = *Now();
  if (next.indices.contains(name)) {
    return Error(ErrorCode::kAlreadyExists, fmt::format("the cache of {} has an index {}", kind_.Name(), Quoted(name)));
  }
  Index index{.function = std::make_shared<const ObjectIndexFunc>(std::move(function))};
  index.entries = EntriesOf(index, next.objects);
  next.indices.emplace(std::move(name), std::move(index));
  Publish(std::move(next));
  return {};
}

Result<void> StoreCore::RemoveIndex(std::string_view name) {
  std::lock_guard lock(writing_);
  State next = *Now();
  if (Result<const Index*> found = FindIndex(next, name); !found) return found.error();
  next.indices.erase(next.indices.find(name));
  Publish(std::move(next));
  return {};
}

Result<const StoreCore::Index*> StoreCore::FindIndex(const State& state, std::string_view name) const {
  const auto found = state.indices.find(name);
  if (found == state.indices.end()) {
    return Error(ErrorCode::kNotFound, fmt::format("the cache of {} has no index {}", kind_.Name(), Quoted(name)));
  }
  return &found->second;
}

Result<StoredSet> StoreCore::ByIndex(std::string_view index, const std::string& value) const {
  const auto state = Now();
  return FindIndex(*state, index).transform([&](const Index* found) {
    const auto entry = found->entries.Find(value);
    return entry ? entry->objects : StoredSet();
  });
}

Result<StoredSet> StoreCore::Alike(std::string_view index, const void* object) const {
  const auto state = Now();
  return FindIndex(*state, index).transform([&](const Index* found) {
    StoredSet alike;
    for (const std::string& value : ValuesOf(*found, object)) {
      const auto entry = found->entries.Find(value);
      if (entry) entry->objects.ForEach([&](const Stored& stored) { alike = alike.With(stored); });
    }
    return alike;
  });
}

Result<std::vector<std::string>> StoreCore::IndexValues(std::string_view index) const {
  const auto state = Now();
  return FindIndex(*state, index).transform([](const Index* found) {
    std::vector<std::string> values;
    values.reserve(found->entries.size());
    found->entries.ForEach([&](const auto& entry) { values.push_back(entry->key); });
    return values;
  });
}

std::vector<std::string> StoreCore::IndexNames() const {
  const auto state = Now();
  std::vector<std::string> names;
  for (const auto& [name, index] : state->indices) names.push_back(name);
  return names;
}

// Sorted, each once; none of an object for which the function throws.
std::vector<std::string> StoreCore::ValuesOf(const Index& index, const void* object) {
  std::vector<std::string> values;
  try {
    values = (*index.function)(object);
  } catch (...) {  // of the user's: a cache must not end by it
    return {};
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::vector<std::string> StoreCore::ValuesOf(const Index& index, const Stored& stored) {
  if (!stored) return {};
  const std::shared_ptr<const void> object = stored->Object();
  return ValuesOf(index, object.get());
}

void StoreCore::Reindex(Index& index, const Stored& before, const Stored& after) {
  const std::vector<std::string> left = ValuesOf(index, before);
  const std::vector<std::string> entered = ValuesOf(index, after);
  const auto objectsOf = [&](const std::string& value) {
    const auto entry = index.entries.Find(value);
    return entry ? entry->objects : StoredSet();
  };
  for (const std::string& value : left) {
    if (std::binary_search(entered.begin(), entered.end(), value)) continue;
    StoredSet rest = objectsOf(value).Without(before->key);
    index.entries = rest.empty() ? index.entries.Without(value)
                                 : index.entries.With(std::make_shared<const IndexEntry>(IndexEntry{value, std::move(rest)}));
  }
  for (const std::string& value : entered) {
    index.entries = index.entries.With(std::make_shared<const IndexEntry>(IndexEntry{value, objectsOf(value).With(after)}));
  }
}

PersistentSet<StoreCore::IndexEntry> StoreCore::EntriesOf(const Index& index, const StoredSet& objects) {
  std::map<std::string, std::vector<Stored>> byValue;
  objects.ForEach([&](const Stored& stored) {
    for (std::string& value : ValuesOf(index, stored)) byValue[std::move(value)].push_back(stored);
  });
  std::vector<std::shared_ptr<const IndexEntry>> entries;
  entries.reserve(byValue.size());
  for (const auto& [value, stored] : byValue) {
    entries.push_back(std::make_shared<const IndexEntry>(IndexEntry{value, StoredSet::OfSorted(stored)}));
  }
  return PersistentSet<IndexEntry>::OfSorted(entries);
}

}  // namespace k8s::internal
