#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/cache/cached_object.h>
#include <k8s/cache/lister_core.h>
#include <k8s/cache/shared.h>
#include <k8s/cache/store_reader.h>
#include <k8s/meta/label_selector.h>

namespace k8s {

/// Reads objects from a cache as a client reads them from a server: of one namespace or of all, by name or by labels. No
/// request is sent; what is read is as old as the cache.
///
/// ```
/// auto pod = pods.Lister().Namespaced("default").Get("web-0");   // Result of a shared pointer: no copy
/// auto web = pods.Lister().List(*k8s::labels::Selector::Parse("app=web"));
/// ```
///
/// A cheap handle. Thread safety: all members, from any thread.
template <class T>
class Lister {
 public:
  explicit Lister(StoreReader<T> cache) : Lister(std::move(cache), std::string()) {}

  /// The same, of one namespace.
  Lister Namespaced(std::string namespace_) const requires(internal::MayBeNamespaced<T>()) {
    return Lister(cache_, std::move(namespace_));
  }

  /// The objects that `selector` selects, in the order of their keys. An empty selector selects all.
  std::vector<Shared<T>> List(const labels::Selector& selector = labels::Selector()) const {
    std::vector<Shared<T>> objects;
    internal::VisitSelected(*cache_.core_, where_, selector,
                            [&](const internal::Stored& stored) { objects.push_back(StoreReader<T>::Typed(stored)); });
    return objects;
  }

  /// One object. kNotFound (and IsNotFound()) if the cache has none of that name; of a namespaced kind, only within
  /// Namespaced().
  Result<Shared<T>> Get(const std::string& name) const {
    return internal::FindOrExplain(*cache_.core_, {.namespace_ = where_, .name = name})
        .transform([](const internal::Stored& stored) { return StoreReader<T>::Typed(stored); });
  }

 private:
  Lister(StoreReader<T> cache, std::string where) : cache_(std::move(cache)), where_(std::move(where)) {}

  StoreReader<T> cache_;
  std::string where_;  // the namespace; empty: all, or none
};

}  // namespace k8s
