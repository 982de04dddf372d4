#pragma once

#include <cstddef>
#include <string_view>

#include <k8s/codec/validation/schema.h>
#include <k8s/codec/value.h>

namespace k8s::codec {

/// Schemas within schemas are bounded by the generator, values by their reader; a value made by a program is bounded by this.
inline constexpr std::size_t kMaxValidatedDepth = 256;

/// Defaults in lists of defaults multiply, and so do those of a list's elements. Beyond this no server could store the object.
inline constexpr std::size_t kMaxDefaultBytes = std::size_t{4} << 20;

/// Null when the schema does not name it.
const SchemaMember* FindMember(const Schema& schema, std::string_view name);

/// Makes of a value what the server makes of it before it validates: defaults are filled in, for null too where that may not
/// be; fields that the schema does not know are dropped, and so is null where it may not be. What is under `allOf`, `anyOf`,
/// `oneOf` and `not` adds nothing to that: these only validate.
///
/// What lies deeper than kMaxValidatedDepth stays as it is. False if the texts of the defaults would be more than
/// kMaxDefaultBytes: then some are missing.
bool Normalize(const Schema& schema, Value& value);

}  // namespace k8s::codec
