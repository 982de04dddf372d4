#include <algorithm>
#include <utility>

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

std::vector<Stored> OfNamespace(const StoredSet& objects, const std::string& namespace_) {
  std::vector<Stored> found;
  VisitNamespace(objects, namespace_, [&](const Stored& stored) { found.push_back(stored); });
  return found;
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
  Exchange(next, before, stored);
  if (!resourceVersion.empty()) next.resourceVersion = std::move(resourceVersion);
  Publish(std::move(next));
  return before;
}

Stored StoreCore::Remove(const ObjectKey& key, std::string resourceVersion) {
  std::lock_guard lock(writing_);
  State next = *Now();
  Stored before = next.objects.Find(key);
  if (before) Exchange(next, before, nullptr);
  if (!resourceVersion.empty()) next.resourceVersion = std::move(resourceVersion);
  Publish(std::move(next));
  return before;
}

StoredSet StoreCore::Replace(const std::string& namespace_, std::vector<Stored> objects, std::string resourceVersion) {
  Sort(objects);
  std::lock_guard lock(writing_);
  State next = *Now();
  StoredSet before = next.objects;
  if (namespace_.empty()) {
    ReplaceAll(next, objects);
  } else {
    ReplaceNamespace(next, namespace_, objects);
  }
  if (!resourceVersion.empty()) next.resourceVersion = std::move(resourceVersion);
  Publish(std::move(next));
  return before;
}

// One object in the place of another; null: there is none.
void StoreCore::Exchange(State& state, const Stored& before, const Stored& after) {
  for (auto& [name, index] : state.indices) {
    IndexFailure failure;
    index.Change(before, after, failure);
    Note(name, std::move(failure));
  }
  state.bytes += (after ? after->bytes : 0) - (before ? before->bytes : 0);
  state.objects = after ? state.objects.With(after) : state.objects.Without(before->key);
}

void StoreCore::ReplaceAll(State& state, const std::vector<Stored>& objects) {
  state.bytes = 0;
  for (const Stored& stored : objects) state.bytes += stored->bytes;
  state.objects = StoredSet::OfSorted(objects);
  for (auto& [name, index] : state.indices) {
    IndexFailure failure;
    index.Fill(state.objects, failure);
    Note(name, std::move(failure));
  }
}

void StoreCore::ReplaceNamespace(State& state, const std::string& namespace_, const std::vector<Stored>& objects) {
  std::vector<Stored> after;
  for (const Stored& stored : objects) {
    if (stored->key.namespace_ == namespace_) {
      after.push_back(stored);
    } else {  // of a server that lists what it was not asked for
      Exchange(state, state.objects.Find(stored->key), stored);
    }
  }
  const std::vector<Stored> before = OfNamespace(state.objects, namespace_);
  for (const Stored& stored : before) state.bytes -= stored->bytes;
  for (const Stored& stored : after) state.bytes += stored->bytes;
  state.objects = state.objects.WithRange(BeginOfNamespace(namespace_), EndOfNamespace(namespace_), after);
  for (auto& [name, index] : state.indices) {
    IndexFailure failure;
    index.ChangeNamespace(namespace_, before, after, failure);
    Note(name, std::move(failure));
  }
}

void StoreCore::SetResourceVersion(std::string resourceVersion) {
  std::lock_guard lock(writing_);
  State next = *Now();
  next.resourceVersion = std::move(resourceVersion);
  Publish(std::move(next));
}

Result<void> StoreCore::AddIndex(std::string name, ObjectIndexFunc function) {
  {
    std::lock_guard lock(writing_);
    State next = *Now();
    if (next.indices.contains(name)) {
      return Error(ErrorCode::kAlreadyExists, fmt::format("the cache of {} has an index {}", kind_.Name(), Quoted(name)));
    }
    StoreIndex index(std::move(function));
    IndexFailure failure;
    index.Fill(next.objects, failure);
    Note(name, std::move(failure));
    next.indices.emplace(std::move(name), std::move(index));
    Publish(std::move(next));
  }
  ReportFailures();
  return {};
}

Result<void> StoreCore::RemoveIndex(std::string_view name) {
  std::lock_guard lock(writing_);
  State next = *Now();
  if (Result<const StoreIndex*> found = FindIndex(next, name); !found) return found.error();
  next.indices.erase(next.indices.find(name));
  Publish(std::move(next));
  return {};
}

Result<const StoreIndex*> StoreCore::FindIndex(const State& state, std::string_view name) const {
  const auto found = state.indices.find(name);
  if (found == state.indices.end()) {
    return Error(ErrorCode::kNotFound, fmt::format("the cache of {} has no index {}", kind_.Name(), Quoted(name)));
  }
  return &found->second;
}

Result<StoredSet> StoreCore::ByIndex(std::string_view index, const std::string& value) const {
  const auto state = Now();
  return FindIndex(*state, index).transform([&](const StoreIndex* found) { return found->Find(value); });
}

Result<StoredSet> StoreCore::Alike(std::string_view index, const void* object) const {
  const auto state = Now();
  const Result<const StoreIndex*> found = FindIndex(*state, index);
  if (!found) return found.error();
  const Result<std::vector<std::string>> values = (*found)->ValuesOf(object);
  if (!values) {
    return values.error().WithContext(fmt::format("an exception left the index {} of {}", Quoted(index), kind_.Name()));
  }
  StoredSet alike;
  for (const std::string& value : *values) {
    (*found)->Find(value).ForEach([&](const Stored& stored) { alike = alike.With(stored); });
  }
  return alike;
}

Result<std::vector<std::string>> StoreCore::IndexValues(std::string_view index) const {
  const auto state = Now();
  return FindIndex(*state, index).transform([](const StoreIndex* found) { return found->Values(); });
}

std::vector<std::string> StoreCore::IndexNames() const {
  const auto state = Now();
  std::vector<std::string> names;
  for (const auto& [name, index] : state->indices) names.push_back(name);
  return names;
}

// With the lock of writers.
void StoreCore::Note(const std::string& index, IndexFailure failure) {
  if (failure.objects == 0 || !on_error_) return;
  const auto [noted, isFirst] = failures_.try_emplace(index, failure);
  if (!isFirst) noted->second.objects += failure.objects;
}

void StoreCore::ReportFailures() {
  if (!on_error_) return;
  std::map<std::string, IndexFailure> failures;
  {
    std::lock_guard lock(writing_);
    failures.swap(failures_);
  }
  for (const auto& [index, failure] : failures) {
    const std::string others = failure.objects > 1 ? fmt::format(" (and {} times more)", failure.objects - 1) : "";
    on_error_(Error(ErrorCode::kInternal, fmt::format("an exception left the index {} of {} for {}: {}{}", Quoted(index),
                                                      kind_.Name(), failure.first.ToString(), failure.what, others)));
  }
}

}  // namespace k8s::internal
