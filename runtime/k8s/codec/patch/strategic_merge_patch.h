#pragma once

#include <k8s/base/result.h>
#include <k8s/codec/describe.h>
#include <k8s/codec/type.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>

/// Strategic merge patches: merge patches that know, from the tables of a type, which lists are merged item by item, and by
/// which key. They obey, and make, the directives `$patch` (replace, delete), `$retainKeys`, `$deleteFromPrimitiveList/<field>`
/// and `$setElementOrder/<field>`, as k8s.io/apimachinery/pkg/util/strategicpatch does. Servers take them for built-in kinds
/// only.
///
/// They differ from Go's in one thing: of a list of scalars `$setElementOrder` is sent where the order differs. Go sorts the
/// old list before it compares, so that it sends the order of any list that is not sorted, though nothing differs, and does not
/// send that of one that is, though it does.
///
/// Each function here fails with kInvalidArgument, naming the place: for a directive that is none, an item without its merge
/// key, a list of lists, or of elements of several types, where items are merged; a field that the type does not have and that
/// would have to be merged; values nested deeper than 1024. Those of types fail also as ToValue() and FromValue() do. None
/// changes what it is given.
namespace k8s {

/// What a server makes of `target`. No directive is left in it.
Result<Value> ApplyStrategicMergePatch(Value target, const Value& patch, const codec::Type& type);

/// A patch that makes `after` of `before`.
Result<Value> CreateTwoWayStrategicPatch(const Value& before, const Value& after, const codec::Type& type);

/// What `kubectl apply` sends: a patch of `current` that removes what `original`, which was applied last, has and `modified`
/// has not, and sets what `modified` has otherwise than `current`. What others have set in `current` stays; where they have
/// changed what `modified` changes, `modified` wins.
Result<Value> CreateThreeWayStrategicPatch(const Value& original, const Value& modified, const Value& current,
                                           const codec::Type& type);

template <codec::internal::HasTable T>
Result<T> ApplyStrategicMergePatch(const T& target, const Value& patch) {
  return ToValue(target)
      .and_then([&](Value&& value) { return ApplyStrategicMergePatch(std::move(value), patch, T::kType); })
      .and_then([](Value&& value) { return FromValue<T>(value); });
}

template <codec::internal::HasTable T>
Result<Value> CreateTwoWayStrategicPatch(const T& before, const T& after) {
  const Result<Value> from = ToValue(before);
  if (!from) return from.error();
  return ToValue(after).and_then([&](Value&& to) { return CreateTwoWayStrategicPatch(*from, to, T::kType); });
}

template <codec::internal::HasTable T>
Result<Value> CreateThreeWayStrategicPatch(const T& original, const T& modified, const T& current) {
  const Result<Value> from = ToValue(original);
  if (!from) return from.error();
  const Result<Value> to = ToValue(modified);
  if (!to) return to.error();
  return ToValue(current).and_then([&](Value&& now) { return CreateThreeWayStrategicPatch(*from, *to, now, T::kType); });
}

}  // namespace k8s
