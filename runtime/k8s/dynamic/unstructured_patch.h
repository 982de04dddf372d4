#pragma once

#include <k8s/base/result.h>
#include <k8s/codec/patch/json_patch.h>
#include <k8s/codec/patch/merge_patch.h>
#include <k8s/codec/patch/strategic_merge_patch.h>
#include <k8s/codec/type.h>
#include <k8s/codec/value.h>
#include <k8s/dynamic/unstructured.h>

/// Patches of objects without a type: what `k8s/codec/patch/` does with values. Objects are taken by value, so that one that is
/// not needed any more can be moved in instead of copied.
///
/// Errors: those of the functions for values; and kInvalidArgument where a patch makes something else of an object.
namespace k8s {

Result<Unstructured> ApplyMergePatch(Unstructured target, const Value& patch);
Result<Value> CreateMergePatch(Unstructured before, Unstructured after);
/// What `kubectl apply` sends for custom resources.
Result<Value> CreateThreeWayMergePatch(Unstructured original, Unstructured modified, Unstructured current);

Result<Unstructured> ApplyJsonPatch(Unstructured target, const Value& patch,
                                    const JsonPatchOptions& options = JsonPatchOptions());
Result<Value> CreateJsonPatch(Unstructured before, Unstructured after);

/// `type` is that of the objects' kind: it tells how lists are merged.
Result<Unstructured> ApplyStrategicMergePatch(Unstructured target, const Value& patch, const codec::Type& type);
Result<Value> CreateTwoWayStrategicPatch(Unstructured before, Unstructured after, const codec::Type& type);
Result<Value> CreateThreeWayStrategicPatch(Unstructured original, Unstructured modified, Unstructured current,
                                           const codec::Type& type);

}  // namespace k8s
