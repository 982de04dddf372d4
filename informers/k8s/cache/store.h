#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/cache/store_reader.h>

namespace k8s {

/// A cache that the program fills itself: what an informer keeps up to date from a server. For tests of code that reads caches,
/// and for objects that come from elsewhere.
///
/// A cheap handle; copies are of the same store. Thread safety: all members, from any thread; writers wait for each other.
template <class T>
class Store : public StoreReader<T> {
 public:
  /// kUnsupported: objects of this type have no metadata of the usual kind.
  static Result<Store> Create() {
    return internal::ObjectKind::Of(T::kResource).transform([](const internal::ObjectKind& kind) { return Store(kind); });
  }

  /// Adds an object, or puts it into the place of the one with its namespace and name. Null is ignored.
  void Put(T object) { Put(std::make_shared<const T>(std::move(object))); }
  void Put(Shared<T> object) {
    if (object) this->core_->Put(Record(std::move(object)));
  }

  /// Whether there was one.
  bool Remove(const ObjectKey& key) { return this->core_->Remove(key) != nullptr; }

  /// Holds these objects from now on, and no others; null is none. Readers see the old ones or the new ones.
  void Replace(std::vector<Shared<T>> objects, std::string resourceVersion = {}) {
    std::vector<internal::Stored> records;
    records.reserve(objects.size());
    for (Shared<T>& object : objects) {
      if (object) records.push_back(Record(std::move(object)));
    }
    this->core_->Replace({}, std::move(records), std::move(resourceVersion));
  }

 private:
  explicit Store(const internal::ObjectKind& kind) : StoreReader<T>(std::make_shared<internal::StoreCore>(kind)) {}

  internal::Stored Record(Shared<T> object) const {
    ObjectKey key = this->core_->Kind().KeyOf(object.get());
    auto version = internal::ObjectVersion::Of(object->metadata);
    return std::make_shared<const internal::StoredObject>(std::move(key), std::move(version), std::move(object));
  }
};

}  // namespace k8s
