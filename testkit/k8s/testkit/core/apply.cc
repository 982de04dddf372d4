#include <utility>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/api_version.h>
#include <k8s/testkit/core/apply/check_configuration.h>
#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/kind_facts.h>
#include <k8s/testkit/core/object_rules.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {
namespace {

std::optional<Failure> CheckType(const Catalog& catalog, const ApiResource& resource, const JsonValue& configuration) {
  const codec::ApiKind& kind = resource.Kind();
  const auto [group, version] = SplitApiVersion(StringAt(configuration, "apiVersion"));
  const bool served = group == kind.group && catalog.Find(group, version, resource.plural) != nullptr;
  if (!served || StringAt(configuration, "kind") != kind.kind) {
    return BadRequest("invalid object type: " + KindForPeople(configuration));
  }
  if (version == kind.version) return std::nullopt;
  return BadRequest("Incorrect version specified in apply patch. Specified patch version: " +
                    std::string(StringAt(configuration, "apiVersion")) + ", expected: " + kind.ApiVersion());
}

/// What is applied has the name of the path, and says so where there is no object yet.
std::optional<Failure> CheckNameOfNew(const Route& route, const JsonValue& object) {
  const std::string name = KeyOf(object).name;
  if (name.empty()) {
    return BadRequest("the name of the object (" + route.name + " based on URL) was undeterminable: name must be provided");
  }
  const std::string_view uid = StringAt(*Find(object, "metadata"), "uid");
  if (!uid.empty()) {
    return Conflict(
        NameOf(*route.resource), route.name,
        "uid mismatch: the provided object specified uid " + std::string(uid) + ", and no existing object was found");
  }
  if (name == route.name) return std::nullopt;
  return BadRequest("the name of the object (" + name + ") does not match the name on the URL (" + route.name + ")");
}

/// The identity of an object is no field to apply.
std::optional<Failure> CheckUid(const ApiResource& resource, const Object& existing, const JsonValue& applied) {
  const std::string_view uid = StringAt(*Find(applied, "metadata"), "uid");
  if (uid.empty() || uid == existing.Uid()) return std::nullopt;
  return Invalid(resource.Kind(), existing.Name(),
                 {{.reason = "FieldValueInvalid",
                   .message = "Invalid value: \"" + std::string(uid) + "\": field is immutable",
                   .field = "metadata.uid"}});
}

Json EmptyObject() { return Json(rapidjson::kObjectType); }

}  // namespace

FieldManager Writes::ManagerOf(const Route& route, const WriteOptions& options, bool applies) const {
  const ApiResource& resource = *route.resource;
  const auto serves = [&resource, this](std::string_view apiVersion) {
    const auto [group, version] = SplitApiVersion(apiVersion);
    return catalog_.Find(group, version, resource.plural) != nullptr;
  };
  const std::string subresource(route.subresource == nullptr ? std::string_view() : route.subresource->name);
  return FieldManager({.shape = Shape(resource),
                       .manager = {.name = options.manager,
                                   .applies = applies,
                                   .apiVersion = resource.Kind().ApiVersion(),
                                   .subresource = subresource},
                       .hasStatusPath = HasStatusSubresource(resource),
                       .statusMetadata = KindFactsOf(resource).statusMetadata,
                       .now = Time(clock_()).ToString(),
                       .serves = serves});
}

Outcome<Written> Writes::ApplyConfiguration(const Route& route, Json configuration, const WriteOptions& options) {
  const ApiResource& resource = *route.resource;
  const ObjectPtr existing = store_.Of(resource).Find({route.ns, route.name});
  if (existing == nullptr && route.subresource != nullptr) return NotFound(NameOf(resource), route.name);
  if (auto failure = CheckType(catalog_, resource, configuration)) return *failure;
  const FieldManager manager = ManagerOf(route, options, true);
  if (auto failure = CheckApplied(Shape(resource), configuration)) return *failure;

  Json live = existing == nullptr ? EmptyObject() : CopyJson(existing->Value());
  AddType(resource.Kind(), live);
  auto applied = manager.Apply(live, {.object = std::move(configuration), .force = options.force});
  if (!applied) return applied.failure();
  if (existing != nullptr) {
    if (auto failure = CheckUid(resource, *existing, *applied)) return *failure;
    return Replace(route, *existing, std::move(*applied), options, Books::kKept);
  }
  if (auto failure = CheckNameOfNew(route, *applied)) return *failure;
  Remove(*Find(*applied, "metadata"), "resourceVersion");  // it locks what is there, and nothing is
  return Insert(route, std::move(*applied), options, Books::kKept);
}

}  // namespace k8s::testkit::core
