#pragma once

#include <cstddef>

#include <k8s/base/result.h>
#include <k8s/codec/describe.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>

/// JSON patches (RFC 6902): `[{"op":"replace","path":"/spec/replicas","value":3}]`.
namespace k8s {

struct JsonPatchOptions {
  // The defaults are those of an API server.
  std::size_t maxOperations = 10000;
  std::size_t maxCopiedBytes = 3'145'728;  ///< all that `copy` copies; each can double what is there
};

/// What RFC 6902 makes of `target`: all operations, or an error that names the one that failed. API servers are laxer: they
/// `replace` what is not there, `copy` null from where nothing is, and count negative indices from the end.
///
/// Errors: kConflict for a `test` that finds another value, kNotFound where an operation needs what is not there,
/// kInvalidArgument for what is no patch, or more of one than the options allow.
Result<Value> ApplyJsonPatch(Value target, const Value& patch, const JsonPatchOptions& options = {});

/// A patch that makes `after` of `before`, of `add`, `remove` and `replace` alone. Elements of lists are compared place by
/// place between those with which both lists begin and end.
///
/// Errors: kInvalidArgument where both are nested deeper than 1024.
Result<Value> CreateJsonPatch(const Value& before, const Value& after);

/// Errors: also as ToValue() and FromValue().
template <codec::internal::HasTable T>
Result<T> ApplyJsonPatch(const T& target, const Value& patch, const JsonPatchOptions& options = {}) {
  return ToValue(target)
      .and_then([&](Value&& value) { return ApplyJsonPatch(std::move(value), patch, options); })
      .and_then([](Value&& value) { return FromValue<T>(value); });
}

template <codec::internal::HasTable T>
Result<Value> CreateJsonPatch(const T& before, const T& after) {
  const Result<Value> from = ToValue(before);
  if (!from) return from.error();
  return ToValue(after).and_then([&](Value&& to) { return CreateJsonPatch(*from, to); });
}

}  // namespace k8s
