#include <utility>

#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/media_type.h>

namespace k8s::testkit::core {

Outcome<Json> ReadObject(const Request& request) {
  if (const auto type = BodyType(request.headers); type != "application/json") {
    return UnsupportedMediaType(type, "application/json");
  }
  auto object = ParseJson(request.body);
  if (object && !object->IsObject()) return BadRequest("couldn't get version/kind; json parse error: the body is no object");
  return object;
}

std::optional<Failure> StripType(const codec::ApiKind& kind, Json& object) {
  const std::string givenKind(StringAt(object, "kind"));
  const std::string givenVersion(StringAt(object, "apiVersion"));
  const std::string version = kind.ApiVersion();
  if ((!givenKind.empty() && givenKind != kind.kind) || (!givenVersion.empty() && givenVersion != version)) {
    return BadRequest((givenKind.empty() ? std::string(kind.kind) : givenKind) + " in version \"" +
                      (givenVersion.empty() ? version : givenVersion) + "\" cannot be handled as a " + std::string(kind.kind));
  }
  Remove(object, "kind");
  Remove(object, "apiVersion");
  return std::nullopt;
}

void AddType(const codec::ApiKind& kind, Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  Set(object, "kind", kind.kind, allocator);
  Set(object, "apiVersion", kind.ApiVersion(), allocator);
}

}  // namespace k8s::testkit::core
