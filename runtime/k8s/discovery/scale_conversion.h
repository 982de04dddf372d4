#pragma once

#include <string>

#include <k8s/api/autoscaling/v1/scale.h>
#include <k8s/base/result.h>
#include <k8s/meta/group_version.h>

/// The kinds in which servers tell of scales: autoscaling/v1 has the selector of the pods as a text, those before it as an
/// object, which cannot say everything, with the text beside it.
namespace k8s::internal {

/// kUnsupported: `kind` is none of them.
Result<void> CheckScaleKind(const GroupVersionKind& kind);

/// kDecode, with the place.
Result<autoscalingv1::Scale> ReadScale(std::string_view json);

/// kInvalidArgument: it cannot be written.
Result<std::string> WriteScale(const autoscalingv1::Scale& scale, const GroupVersionKind& kind);

}  // namespace k8s::internal
