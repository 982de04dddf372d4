#pragma once

#include <k8s/base/result.h>
#include <k8s/codec/describe.h>
#include <k8s/codec/json.h>
#include <k8s/codec/type.h>
#include <k8s/codec/value.h>

namespace k8s {

struct FromValueOptions {
  /// A member that the type does not have is an error, as with the server's `fieldValidation=Strict`; otherwise it is dropped.
  bool rejectUnknownFields = false;
};

namespace codec {

/// Reads a value of `type` into `out` as ReadJson() would from the JSON of `value`, without the text: what `out` has and
/// `value` lacks stays. What is built may take 256 MiB and sixteen times the memory of the value.
///
/// Errors: kDecode, with the path.
Result<void> ReadValue(const Value& value, const Type& type, void* out, const FromValueOptions& options = {});
Result<void> ReadValue(const ValueObject& object, const Struct& structure, void* out, const FromValueOptions& options = {});

/// What WriteJson() writes, as a Value. Errors: kInvalidArgument, with the path.
Result<Value> WriteValue(const Type& type, const void* value, const JsonWriteOptions& options = {});

}  // namespace codec

/// An API object out of a value without a type, by the rules of FromJson(): what `runtime.DefaultUnstructuredConverter` does
/// in Go.
template <class T>
Result<T> FromValue(const Value& value, const FromValueOptions& options = {}) {
  Result<T> object{T()};
  if (Result<void> read = codec::ReadValue(value, T::kType, &*object, options); !read) return read.error();
  return object;
}

/// An API object as a value without a type, by the rules of ToJson().
template <class T>
Result<Value> ToValue(const T& object, const JsonWriteOptions& options = {}) {
  return codec::WriteValue(T::kType, &object, options);
}

}  // namespace k8s
