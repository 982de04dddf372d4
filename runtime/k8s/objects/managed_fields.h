#pragma once

#include <string_view>

#include <k8s/base/result.h>
#include <k8s/codec/type.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>

/// Who has set what: `metadata.managedFields`, by which server-side apply works.
namespace k8s {

/// The part of a live object that `manager` owns by having applied it, as the Extract functions of client-go: its fields, and
/// what names the object (apiVersion, kind, name, namespace). Changed and applied again it claims no more than before:
///
/// ```
/// auto mine = k8s::ExtractManaged(*deployments.Get("web"), "me");
/// if (!mine) return mine.error();
/// mine->spec.replicas = 3;
/// auto applied = deployments.Apply(*mine, {.fieldManager = "me"});
/// ```
///
/// `subresource`: of what was applied through one, as "status" is by ApplyStatus(); else "". A manager that has applied nothing
/// owns nothing: what comes has the name only. What it has set by update or patch does not count, as in Go.
///
/// Errors: kDecode, for managed fields that are none, with the path.
///
/// Thread safety: as a function of its arguments.
///
/// A Value says nothing of what its kind treats as one: an object or a list whose inside nobody owns apart is taken whole.
Result<Value> ExtractManaged(const Value& object, std::string_view manager, std::string_view subresource = {});

namespace internal {
/// The same of an object of that type, which says what is treated as one. Null: nothing is known.
Result<Value> ExtractManagedOf(const codec::Type* type, const Value& object, std::string_view manager,
                               std::string_view subresource);
}  // namespace internal

/// The same of a typed object. Fields that T does not have are not in it, so that applying it gives them up: extract from a
/// Value where an object may have fields that are newer than T.
template <class T>
requires requires { T::kType; }
Result<T> ExtractManaged(const T& object, std::string_view manager, std::string_view subresource = {}) {
  const Result<Value> value = ToValue(object);
  if (!value) return value.error();
  const Result<Value> owned = internal::ExtractManagedOf(&T::kType, *value, manager, subresource);
  if (!owned) return owned.error();
  return FromValue<T>(*owned);
}

}  // namespace k8s
