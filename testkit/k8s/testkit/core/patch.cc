#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/testkit/core/json_patch.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/merge_patch.h>
#include <k8s/testkit/core/patch.h>
#include <k8s/testkit/core/strategic_merge_patch.h>

namespace k8s::testkit::core {
namespace {

constexpr std::string_view kJsonPatch = "application/json-patch+json";
constexpr std::string_view kMergePatch = "application/merge-patch+json";
constexpr std::string_view kStrategicMergePatch = "application/strategic-merge-patch+json";

/// A strategic merge patch needs a Go type.
bool IsKnown(const ApiResource& resource, std::string_view format) {
  return format == kJsonPatch || format == kMergePatch || (format == kStrategicMergePatch && resource.custom == nullptr);
}

Failure UnknownFormat(const ApiResource& resource) {
  if (resource.custom == nullptr) {
    Failure failure(415, "UnsupportedMediaType", "415: Unsupported Media Type");
    failure.hasDetails = true;
    return failure;
  }
  return UnsupportedMediaType(std::string(kJsonPatch) + ", " + std::string(kMergePatch) + ", " + std::string(kApplyPatch));
}

std::optional<Failure> MergeInto(Json& object, const JsonValue& patch) {
  ApplyMergePatch(object, patch, object.GetAllocator());
  return std::nullopt;
}

}  // namespace

Outcome<Patch> Patch::Read(const ApiResource& resource, const Request& request) {
  const std::string_view format = BodyType(request.headers);
  if (!IsKnown(resource, format)) return UnknownFormat(resource);
  auto parsed = ParseJson(request.body);
  if (!parsed) return parsed.failure();
  const auto patch = std::make_shared<const Json>(std::move(*parsed));  // shared: a std::function must be copyable
  if (format == kJsonPatch) return Patch([patch](Json& object) { return ApplyJsonPatch(object, *patch); });
  if (!patch->IsObject()) return BadRequest("a merge patch of an object is an object");
  if (format == kMergePatch) return Patch([patch](Json& object) { return MergeInto(object, *patch); });
  return Patch([patch, &resource](Json& object) { return ApplyStrategicMergePatch(*resource.type, object, *patch); });
}

}  // namespace k8s::testkit::core
