#include <memory>
#include <string_view>
#include <utility>

#include <k8s/testkit/core/json_patch.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/merge_patch.h>
#include <k8s/testkit/core/patch.h>

namespace k8s::testkit::core {
namespace {

constexpr std::string_view kMergePatch = "application/merge-patch+json";
constexpr std::string_view kJsonPatch = "application/json-patch+json";

}  // namespace

Outcome<Patch> Patch::Read(const ApiResource&, const Request& request) {
  const std::string_view type = BodyType(request.headers);
  if (type != kMergePatch && type != kJsonPatch) {
    return UnsupportedMediaType(type, "application/json-patch+json, application/merge-patch+json");
  }
  auto parsed = ParseJson(request.body);
  if (!parsed) return parsed.failure();
  const auto patch = std::make_shared<const Json>(std::move(*parsed));  // shared: a std::function must be copyable
  if (type == kJsonPatch) return Patch([patch](Json& object) { return ApplyJsonPatch(object, *patch); });
  if (!patch->IsObject()) return BadRequest("a merge patch of an object is an object");
  return Patch([patch](Json& object) -> std::optional<Failure> {
    ApplyMergePatch(object, *patch, object.GetAllocator());
    return std::nullopt;
  });
}

}  // namespace k8s::testkit::core
