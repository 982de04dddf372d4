#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/codec/value.h>
#include <k8s/dynamic/unstructured.h>

namespace k8s {

/// A list of objects without a type: a `PodList`, or a `List` of whatever. As `unstructured.UnstructuredList` in Go.
///
/// Thread safety: as a value.
struct UnstructuredList {
  Unstructured content;  ///< what the list has besides its items
  std::vector<Unstructured> items;

  /// An item of a server's list names neither apiVersion nor kind; it gets those of the list, without the `List`, as in Go.
  ///
  /// Errors: kDecode, with the JSON path; also for what is no object, `items` that are no list, an item that is no object.
  static Result<UnstructuredList> FromJson(std::string_view json, const ValueReadOptions& options = {});
  /// Errors: kInvalidArgument, with the path.
  Result<std::string> ToJson() const;

  std::string ApiVersion() const { return content.ApiVersion(); }
  std::string Kind() const { return content.Kind(); }
  std::string ResourceVersion() const { return content.ResourceVersion(); }
  /// What to ask for the next page with; empty of the last one.
  std::string Continue() const;
  /// How many items the server has left to send, if it tells.
  std::optional<std::int64_t> RemainingItemCount() const;

  friend bool operator==(const UnstructuredList& a, const UnstructuredList& b) = default;
};

}  // namespace k8s
