#include <utility>

#include <fmt/format.h>

#include <k8s/dynamic/unstructured_patch.h>

namespace k8s {
namespace {

Value ContentOf(Unstructured&& object) { return std::move(object.Content()); }

Result<Unstructured> ObjectOf(Value&& patched) {
  if (patched.IsObject()) return Unstructured(std::move(*patched.AsObject()));
  return Error(ErrorCode::kInvalidArgument, fmt::format("the patch makes {} of an object", ToString(patched.Kind())));
}

}  // namespace

Result<Unstructured> ApplyMergePatch(Unstructured target, const Value& patch) {
  return ApplyMergePatch(ContentOf(std::move(target)), patch).and_then(ObjectOf);
}

Result<Value> CreateMergePatch(Unstructured before, Unstructured after) {
  return CreateMergePatch(ContentOf(std::move(before)), ContentOf(std::move(after)));
}

Result<Value> CreateThreeWayMergePatch(Unstructured original, Unstructured modified, Unstructured current) {
  return CreateThreeWayMergePatch(ContentOf(std::move(original)), ContentOf(std::move(modified)),
                                  ContentOf(std::move(current)));
}

Result<Unstructured> ApplyJsonPatch(Unstructured target, const Value& patch, const JsonPatchOptions& options) {
  return ApplyJsonPatch(ContentOf(std::move(target)), patch, options).and_then(ObjectOf);
}

Result<Value> CreateJsonPatch(Unstructured before, Unstructured after) {
  return CreateJsonPatch(ContentOf(std::move(before)), ContentOf(std::move(after)));
}

Result<Unstructured> ApplyStrategicMergePatch(Unstructured target, const Value& patch, const codec::Type& type) {
  return ApplyStrategicMergePatch(ContentOf(std::move(target)), patch, type).and_then(ObjectOf);
}

Result<Value> CreateTwoWayStrategicPatch(Unstructured before, Unstructured after, const codec::Type& type) {
  return CreateTwoWayStrategicPatch(ContentOf(std::move(before)), ContentOf(std::move(after)), type);
}

Result<Value> CreateThreeWayStrategicPatch(Unstructured original, Unstructured modified, Unstructured current,
                                           const codec::Type& type) {
  return CreateThreeWayStrategicPatch(ContentOf(std::move(original)), ContentOf(std::move(modified)),
                                      ContentOf(std::move(current)), type);
}

}  // namespace k8s
