#include <algorithm>
#include <utility>

#include <k8s/testkit/core/store.h>

namespace k8s::testkit::core {
namespace {

std::string PlaceOf(const ApiResource& resource) {
  const codec::ApiKind& kind = resource.Kind();
  std::string place(kind.group);
  if (resource.custom == nullptr) place.append("/").append(kind.version);
  return place.append("/").append(resource.plural);
}

}  // namespace

ObjectPtr Collection::Find(const ObjectKey& key) const {
  const auto found = objects_.find(key);
  return found == objects_.end() ? nullptr : found->second;
}

std::vector<ObjectPtr> Collection::Select(const Filter& filter) const {
  const std::string& ns = filter.Namespace();
  std::vector<ObjectPtr> selected;
  for (auto entry = objects_.lower_bound({ns, ""}); entry != objects_.end(); ++entry) {
    if (!ns.empty() && entry->first.namespace_ != ns) break;
    if (filter.Matches(*entry->second)) selected.push_back(entry->second);
  }
  return selected;
}

std::vector<ObjectKey> Collection::KeysIn(std::string_view ns) const {
  std::vector<ObjectKey> keys;
  for (auto entry = objects_.lower_bound({std::string(ns), ""}); entry != objects_.end(); ++entry) {
    if (entry->first.namespace_ != ns) break;
    keys.push_back(entry->first);
  }
  return keys;
}

ObjectMap Collection::ObjectsAt(std::uint64_t version) const {
  ObjectMap objects = objects_;
  const auto& events = history_.Events();
  for (auto event = events.rbegin(); event != events.rend() && event->Version() > version; ++event) {
    const ObjectKey key = KeyOf(event->object->Value());
    if (event->previous == nullptr) {
      objects.erase(key);
    } else {
      objects[key] = event->previous;
    }
  }
  return objects;
}

Collection& Store::Of(const ApiResource& resource) {
  const auto [entry, isNew] = collections_.try_emplace(PlaceOf(resource), history_);
  if (isNew) entry->second.history_.Compact(compacted_);
  return entry->second;
}

ObjectPtr Store::Put(const ApiResource& resource, Json object) {
  Collection& collection = Of(resource);
  auto stored = std::make_shared<const Object>(std::move(object), ++version_);
  ObjectPtr& place = collection.objects_[KeyOf(stored->Value())];
  const Change change = place == nullptr ? Change::kAdded : Change::kModified;
  Record(resource, collection, {change, stored, std::exchange(place, stored)});
  return stored;
}

void Store::Remove(const ApiResource& resource, const ObjectKey& key, Json last) {
  Collection& collection = Of(resource);
  const auto entry = collection.objects_.find(key);
  if (entry == collection.objects_.end()) return;
  ObjectPtr previous = std::move(entry->second);
  collection.objects_.erase(entry);
  Record(resource, collection,
         {Change::kDeleted, std::make_shared<const Object>(std::move(last), ++version_), std::move(previous)});
}

void Store::Restore(const ApiResource& resource, Json object, std::uint64_t version) {
  Collection& collection = Of(resource);
  version_ = std::max(version_ + 1, version);
  auto stored = std::make_shared<const Object>(std::move(object), version == 0 ? version_ : version);
  ObjectPtr& place = collection.objects_[KeyOf(stored->Value())];
  const Change change = place == nullptr ? Change::kAdded : Change::kModified;
  happenings_.push_back({&resource, {change, stored, std::exchange(place, stored)}});
  collection.history_.BeginAnew(version_);
  MakeDue(collection);
}

void Store::BeginAnew(const ApiResource& resource) { Of(resource).history_.Compact(version_); }

void Store::Compact() {
  compacted_ = version_;
  for (auto& [resource, collection] : collections_) collection.history_.Compact(version_);
}

void Store::Record(const ApiResource& resource, Collection& collection, Event event) {
  happenings_.push_back({&resource, event});
  collection.history_.Append(std::move(event));
  MakeDue(collection);
}

void Store::MakeDue(Collection& collection) {
  for (auto& [who, wake] : collection.waiting_) due_.push_back(std::move(wake));
  collection.waiting_.clear();
}

std::vector<Wake> Store::TakeAllWakes() {
  for (auto& [resource, collection] : collections_) MakeDue(collection);
  return TakeDueWakes();
}

}  // namespace k8s::testkit::core
