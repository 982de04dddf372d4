#pragma once

#include <k8s/base/result.h>
#include <k8s/codec/field_filter.h>
#include <k8s/codec/type.h>

namespace k8s::codec {

/// The filter that the options of a reader ask for: `ready` if it is one, else one for `chosen`. kInvalidArgument: `ready` is
/// for another type, or the paths are not in this one.
Result<FieldFilter> FilterOf(const Type& type, const FieldFilter& ready, const FieldFilterOptions& chosen);

}  // namespace k8s::codec
