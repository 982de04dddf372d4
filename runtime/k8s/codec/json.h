#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/codec/field_filter.h>
#include <k8s/codec/type.h>

namespace k8s {

/// How strictly, and how much, is read.
///
/// Besides the bounds given here, the structs that are built may take 256 MiB and sixteen times the text: a list of `{}` is an
/// error before it fills the memory. Objects as servers send them take about as much as their text.
struct JsonReadOptions {
  std::size_t maxBytes = std::size_t{1} << 30;  ///< A longer text is refused before it is looked at
  std::size_t maxDepth = 256;                   ///< Nesting beyond this is an error; 1024 at most
  /// A member that the type does not have is an error, as with the server's `fieldValidation=Strict`, which also refuses
  /// members that are there twice; that is not looked at here. Otherwise it is checked for its grammar and dropped: a typed
  /// read, change, write of an object loses fields newer than the generated API.
  bool rejectUnknownFields = false;
  /// `metadata.managedFields` of the object, or of the items of a list, is checked and not built.
  bool dropManagedFields = false;
  /// Only these fields are built, as FieldFilterOptions::keep tells; the rest is checked for its grammar. Empty: all of them.
  std::vector<std::string> keep = {};
  /// The two above, worked out once by whoever reads many objects: FieldFilter::For<T>(). If it is set, they do not count.
  FieldFilter filter = {};
};

/// What is written of empty fields.
enum class JsonEmpties {
  /// As Go: a field without `omitempty` always, another one unless it is empty: here a struct or a quantity can be, too.
  /// A list or map that must be there is `[]` or `{}`, where Go has null for nil; apiVersion and kind are always there.
  kAsGo,
  /// What server-side apply wants: an empty field claims nothing, so it is left out, even a required one, along the path from
  /// the root. Inside list items and map values required fields are written, as the server demands them there, and keys that
  /// tell items apart with what counts where they are left out: the protocol TCP of a port.
  kOmitForApply,
};

struct JsonWriteOptions {
  JsonEmpties empties = JsonEmpties::kAsGo;
  /// With kOmitForApply: fields to write although they are empty: "spec.replicas", "spec.rules[*].weight".
  std::vector<std::string> include = {};
};

namespace codec {

/// Reads a value of `type` into `out`, which holds a valid one. Members that the text lacks keep what `out` has, and so do keys
/// of maps. `null` makes what can be absent absent, sets a time or a quantity to zero, and leaves other values as they are. Of
/// equal keys the last one counts, objects of one key are merged: all as sigs.k8s.io/json does it in Go. A list begins anew,
/// where Go lets fields of the items that were there shine through.
///
/// Errors: kDecode, with the JSON path and the byte offset, as in
/// `items[3].spec.containers[0].ports[1].containerPort: not a number at byte 3127`; kInvalidArgument for a path in `keep` that
/// the type does not have, or a filter of another type. Then `out` holds what was read so far.
Result<void> ReadJson(std::string_view text, const Type& type, void* out, const JsonReadOptions& options = JsonReadOptions());

/// Appends a value to `out`. Errors: kInvalidArgument, with the path, for a string that is not UTF-8, a number that JSON does
/// not have, or a RawJson that is not JSON; then `out` is as it was.
Result<void> WriteJson(const Type& type, const void* value, std::string& out, const JsonWriteOptions& options = {});

}  // namespace codec

/// Reads an API object from JSON. The text is only looked at.
///
/// An `apiVersion` or a `kind` that is there and is not that of T is an error; one that is missing is not, as items of a list
/// have none.
///
/// ```
/// k8s::Result<corev1::Pod> pod = k8s::FromJson<corev1::Pod>(text);
/// ```
template <class T>
Result<T> FromJson(std::string_view text, const JsonReadOptions& options = JsonReadOptions()) {
  Result<T> value{T()};
  if (Result<void> read = codec::ReadJson(text, T::kType, &*value, options); !read) return read.error();
  return value;
}

/// Writes an API object as JSON without white space, its `apiVersion` and `kind` first.
template <class T>
Result<std::string> ToJson(const T& value, const JsonWriteOptions& options = {}) {
  std::string text;
  if (Result<void> written = codec::WriteJson(T::kType, &value, text, options); !written) return written.error();
  return text;
}

}  // namespace k8s
