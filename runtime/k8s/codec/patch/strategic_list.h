#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/codec/value.h>

namespace k8s::codec {

/// What the elements of a list that is merged item by item are.
enum class ItemShape { kNone, kScalars, kObjects, kMixed, kLists };

/// Of both lists together; kNone when both are empty.
ItemShape ShapeOf(const ValueList& a, const ValueList& b);

/// What tells an element from others: the value of the merge key, or, without one, the element itself. Empty when it has none.
std::string IdentityOf(const Value& element, std::string_view mergeKey);

/// The first place of each element.
class ElementIndex {
 public:
  ElementIndex() = default;
  ElementIndex(const ValueList& list, std::string_view mergeKey);

  std::optional<std::size_t> Find(const std::string& identity) const;
  bool Has(const std::string& identity) const { return places_.contains(identity); }
  void Add(std::string identity, std::size_t place) { places_.emplace(std::move(identity), place); }

 private:
  std::map<std::string, std::size_t> places_;
};

/// The order of a live list as it counts while a patch with an order of its own is applied. A server counts the items that the
/// patch adds in the places of those it deletes, as far as there are any.
ElementIndex LiveOrder(const ValueList& live, const ValueList& patch, std::string_view mergeKey);

/// Arranges what a merge has put together: the elements named by `order` stand in that order, and those that only the server
/// has keep theirs of `live`; the two are interleaved as `live` has them, as far as that is possible.
ValueList InOrder(ValueList merged, const ValueList& order, const ElementIndex& live, std::string_view mergeKey);

}  // namespace k8s::codec
