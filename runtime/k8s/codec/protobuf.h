#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/codec/field_filter.h>
#include <k8s/codec/type.h>

namespace k8s {

/// How much is read.
///
/// Besides the bounds given here, the structs that are built may take 256 MiB and sixteen times the bytes: a list of empty
/// messages is an error before it fills the memory.
struct ProtobufReadOptions {
  std::size_t maxBytes = std::size_t{1} << 30;  ///< More bytes are refused before they are looked at
  std::size_t maxDepth = 256;                   ///< Messages nested deeper are an error; 1024 at most
  /// `metadata.managedFields` of the object, or of the items of a list, is not built.
  bool dropManagedFields = false;
  /// Only these fields are built, as FieldFilterOptions::keep tells. Of the rest only tags and lengths are checked. Empty: all.
  std::vector<std::string> keep = {};
  /// The two above, worked out once by whoever reads many objects: FieldFilter::For<T>(). If it is set, they do not count.
  FieldFilter filter = {};
};

namespace codec {

/// Reads a value of `type` into `out`, which holds a valid one, and to which what is read is added as protobuf does: lists
/// grow, messages merge, a scalar is replaced. Fields that the type does not have are dropped.
///
/// A whole object (Struct::kind) stands in the envelope of Kubernetes: `k8s\0` and its `apiVersion` and `kind`, which, if they
/// are there, must be those of the type. Any other struct is its bare message.
///
/// As Go does it:
/// - a number that does not fit 32 bits loses its upper bits;
/// - the time without content is the zero time; a Time loses its fraction of a second, a MicroTime what is below microseconds;
/// - strings are not looked at. One that is not UTF-8 is an error where it is written as JSON, not here: an object that some
///   client has stored must not keep others from reading the list that it is in.
///
/// RawJson takes over the bytes, which are looked at when they are written as JSON. An object in protobuf in such a place is an
/// error.
///
/// Errors: kDecode, with the path and the byte offset, as in
/// `items[3].spec.containers[0].ports[1].containerPort: not a number at byte 3127`; then `out` holds what was read so far.
/// kUnsupported: the type has no protobuf form (custom resources, version.Info), or the envelope is compressed.
/// kInvalidArgument: a path in `keep` that the type does not have, or a filter of another type.
Result<void> ReadProtobuf(std::string_view bytes, const Type& type, void* out,
                          const ProtobufReadOptions& options = ProtobufReadOptions());

/// Appends a value to `out`, a whole object in its envelope: the bytes that Go writes, in which a number, a string and a struct
/// are present even when they are zero, a list and a map only through their elements, a pointer when it points to something.
/// Two differences nobody sees who decodes them: bytes and raw JSON that are empty are left out, and a pointer to a struct that
/// is plain in C++, as the API requires it, is always written.
///
/// Errors: kUnsupported, with the path, for a type without protobuf form, or a field without a number that is not empty; then
/// `out` is as it was.
Result<void> WriteProtobuf(const Type& type, const void* value, std::string& out);

}  // namespace codec

/// Reads an API object from protobuf. The bytes are only looked at.
///
/// ```
/// k8s::Result<corev1::Pod> pod = k8s::FromProtobuf<corev1::Pod>(bytes);
/// ```
template <class T>
Result<T> FromProtobuf(std::string_view bytes, const ProtobufReadOptions& options = ProtobufReadOptions()) {
  Result<T> value{T()};
  if (Result<void> read = codec::ReadProtobuf(bytes, T::kType, &*value, options); !read) return read.error();
  return value;
}

/// Writes an API object as protobuf: what goes with the content type `application/vnd.kubernetes.protobuf`.
template <class T>
Result<std::string> ToProtobuf(const T& value) {
  std::string bytes;
  if (Result<void> written = codec::WriteProtobuf(T::kType, &value, bytes); !written) return written.error();
  return bytes;
}

}  // namespace k8s
