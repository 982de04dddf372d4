#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <k8s/testkit/core/element_order.h>

namespace k8s::testkit::core {
namespace {

/// An element on its way to another place.
struct Moved {
  JsonValue element;
  std::size_t from;  ///< its place in the list; 0 if it is new
  std::size_t rank;  ///< in the wanted order; its length of those that are not named there
};

std::size_t RankOf(const JsonValue& element, const JsonValue& order, std::string_view key) {
  const auto found =
      std::find_if(order.Begin(), order.End(), [&](const JsonValue& named) { return SameElement(element, named, key); });
  return static_cast<std::size_t>(found - order.Begin());
}

}  // namespace

bool SameElement(const JsonValue& a, const JsonValue& b, std::string_view key) {
  if (key.empty()) return SameJson(a, b);
  const JsonValue* left = Find(a, key);
  const JsonValue* right = Find(b, key);
  return left != nullptr && right != nullptr && SameJson(*left, *right);
}

void OrderElements(JsonValue& list, const JsonValue& order, std::string_view key, std::size_t added) {
  const std::size_t old = list.Size() - added;
  std::vector<Moved> named;
  std::vector<Moved> others;
  for (rapidjson::SizeType i = 0; i < list.Size(); ++i) {
    const std::size_t rank = RankOf(list[i], order, key);
    auto& home = rank < order.Size() ? named : others;
    home.push_back({std::move(list[i]), i < old ? i : 0, rank});
  }
  std::stable_sort(named.begin(), named.end(), [](const Moved& a, const Moved& b) { return a.rank < b.rank; });
  auto other = others.begin();
  rapidjson::SizeType place = 0;
  for (Moved& next : named) {
    for (; other != others.end() && other->from < next.from; ++other) list[place++] = std::move(other->element);
    list[place++] = std::move(next.element);
  }
  for (; other != others.end(); ++other) list[place++] = std::move(other->element);
}

}  // namespace k8s::testkit::core
