#include <fmt/format.h>

#include <k8s/cache/lister_core.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {

void VisitSelected(const StoreCore& store, const std::string& namespace_, const labels::Selector& selector,
                   const std::function<void(const Stored&)>& visit) {
  const StoredSet all = store.All();
  const auto isSelected = [&](const Stored& stored) {
    if (selector.SelectsEverything()) return true;
    const std::shared_ptr<const void> object = stored->Labels();
    return store.Kind().Form().IsSelected(selector, object.get());
  };
  const auto visitIfSelected = [&](const Stored& stored) {
    if (isSelected(stored)) visit(stored);
  };
  if (namespace_.empty()) {
    all.ForEach(visitIfSelected);
  } else {
    VisitNamespace(all, namespace_, visitIfSelected);
  }
}

Result<Stored> FindOrExplain(const StoreCore& store, const ObjectKey& key) {
  Stored found = store.Find(key);
  if (found) return found;
  std::string place = fmt::format("looking into the cache of {}", store.Kind().Name());
  if (!key.namespace_.empty()) place += fmt::format(" in namespace {}", Quoted(key.namespace_));
  return Error(ErrorCode::kNotFound, std::move(place),
               {.httpStatus = 404,
                .reason = "NotFound",
                .message = fmt::format("{} {} not found", store.Kind().Name(), Quoted(key.name))});
}

}  // namespace k8s::internal
