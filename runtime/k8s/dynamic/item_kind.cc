#include <utility>

#include <k8s/dynamic/item_kind.h>

namespace k8s::internal {
namespace {

// First come apiVersion and kind, as in every object.
ValueObject Named(ValueObject& item, const ItemKind& as) {
  std::size_t keyBytes = 0;
  for (const auto [key, value] : std::as_const(item)) keyBytes += key.size();
  ValueObject named;
  named.Reserve(item.size() + 2, keyBytes + std::string_view("apiVersionkind").size());
  named.Set("apiVersion", as.apiVersion);
  named.Set("kind", as.kind);
  for (auto [key, value] : item) {
    if (key != "apiVersion" && key != "kind") named.Set(key, std::move(value));
  }
  return named;
}

}  // namespace

ItemKind ItemKind::OfList(std::string_view apiVersion, std::string_view listKind) {
  constexpr std::string_view kList = "List";
  if (!listKind.ends_with(kList) || listKind == kList) return {};
  return {std::string(apiVersion), std::string(listKind.substr(0, listKind.size() - kList.size()))};
}

void ItemKind::Complete(Unstructured& item) const {
  if (kind.empty() || !item.Kind().empty() || !item.ApiVersion().empty()) return;
  item = Unstructured(Named(item.Content(), *this));
}

}  // namespace k8s::internal
