#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/codec/value.h>

namespace k8s::dynamic {

/// One step of a path: into a member, or into an element of a list.
struct FieldStep {
  std::string_view key = {};
  std::optional<std::size_t> index = {};  // then there is no key
  std::string_view upTo = {};             // the path as far as here, for error messages
};

/// Takes a path apart that is written as in error messages: `spec.containers[0].image`,
/// `metadata.labels["app.kubernetes.io/name"]`. The steps look into `path`.
///
/// Errors: kInvalidArgument.
Result<std::vector<FieldStep>> ParseFieldPath(std::string_view path);

/// The value at a path. Errors: kNotFound; kDecode for one that leads through what is no object or list; as ParseFieldPath.
Result<const Value*> FindField(const ValueObject& object, std::string_view path);

/// Puts a value at a path, with objects on the way to it; an index may be that behind the last element. Errors: kDecode,
/// kNotFound for an index beyond that; as ParseFieldPath. Then nothing is changed.
Result<void> SetField(ValueObject& object, std::string_view path, Value value);

/// Removes the member or element at a path; tells whether there was one. Errors: as FindField, but for kNotFound.
Result<bool> RemoveField(ValueObject& object, std::string_view path);

}  // namespace k8s::dynamic
