#pragma once

#include <functional>
#include <string>

#include <k8s/base/result.h>
#include <k8s/cache/store_core.h>
#include <k8s/meta/label_selector.h>
#include <k8s/meta/object_key.h>

namespace k8s::internal {

/// Calls `visit` for the objects that `selector` selects, of a namespace or, if it is empty, of all.
void VisitSelected(const StoreCore& store, const std::string& namespace_, const labels::Selector& selector,
                   const std::function<void(const Stored&)>& visit);

/// The object, or a kNotFound in the server's manner, which IsNotFound() knows.
Result<Stored> FindOrExplain(const StoreCore& store, const ObjectKey& key);

}  // namespace k8s::internal
