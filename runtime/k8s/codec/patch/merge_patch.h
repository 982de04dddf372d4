#pragma once

#include <k8s/base/result.h>
#include <k8s/codec/describe.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>

/// JSON merge patches (RFC 7386): `{"spec":{"replicas":3,"paused":null}}`. Members are merged, null removes one, a list is
/// replaced as a whole.
///
/// Each function here fails with kInvalidArgument where values are nested deeper than 1024; those of types also as ToValue()
/// and FromValue() do. None changes what it is given.
namespace k8s {

/// `target` with the patch applied.
Result<Value> ApplyMergePatch(Value target, const Value& patch);

/// A patch that makes `after` of `before`. A null within objects of `after` counts as absent: a merge patch cannot set one.
Result<Value> CreateMergePatch(const Value& before, const Value& after);

/// What `kubectl apply` sends for kinds whose tables it does not have: a patch of `current` that removes what `original`, which
/// was applied last, has and `modified` has not, and sets what `modified` has otherwise than `current`. What others have set in
/// `current` stays.
Result<Value> CreateThreeWayMergePatch(const Value& original, const Value& modified, const Value& current);

template <codec::internal::HasTable T>
Result<T> ApplyMergePatch(const T& target, const Value& patch) {
  return ToValue(target)
      .and_then([&](Value&& value) { return ApplyMergePatch(std::move(value), patch); })
      .and_then([](Value&& value) { return FromValue<T>(value); });
}

template <codec::internal::HasTable T>
Result<Value> CreateMergePatch(const T& before, const T& after) {
  const Result<Value> from = ToValue(before);
  if (!from) return from.error();
  return ToValue(after).and_then([&](Value&& to) { return CreateMergePatch(*from, to); });
}

}  // namespace k8s
