#include <utility>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/apply/check_configuration.h>
#include <k8s/testkit/core/apply/scale_books.h>
#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/field_path.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/patch.h>
#include <k8s/testkit/core/scale.h>
#include <k8s/testkit/core/subresource_handler.h>

namespace k8s::testkit::core {
namespace {

constexpr codec::ApiKind kScale = {"autoscaling", "v1", "Scale"};

std::int64_t ReplicasIn(const JsonValue& scale) {
  const JsonValue* replicas = FindAt(scale, "spec.replicas");
  return replicas != nullptr && replicas->IsInt64() ? replicas->GetInt64() : 0;
}

std::string_view MetadataAt(const JsonValue& object, std::string_view name) {
  const JsonValue* metadata = Find(object, "metadata");
  return metadata == nullptr ? std::string_view() : StringAt(*metadata, name);
}

ManagedFields ManagedIn(const JsonValue& object) {
  const JsonValue* metadata = Find(object, "metadata");
  return metadata == nullptr ? ManagedFields() : ReadManagedFields(*metadata).value_or(ManagedFields());
}

std::optional<Failure> CheckPlace(const Route& route, const JsonValue& scale) {
  const std::string_view name = MetadataAt(scale, "name");
  if (name != route.name) {
    return BadRequest("the name of the object (" + std::string(name) + ") does not match the name on the URL (" + route.name +
                      ")");
  }
  const std::string_view ns = MetadataAt(scale, "namespace");
  if (ns.empty() || ns == route.ns) return std::nullopt;
  return BadRequest("the namespace of the provided object does not match the namespace sent on the request");
}

std::optional<Failure> CheckIsScale(const JsonValue& configuration) {
  const bool isOne =
      StringAt(configuration, "apiVersion") == kScale.ApiVersion() && StringAt(configuration, "kind") == kScale.kind;
  if (isOne) return std::nullopt;
  return BadRequest("invalid object type: " + KindForPeople(configuration));
}

}  // namespace

Outcome<Answer> SubresourceHandler::GetScale() {
  const auto parent = FindParent();
  if (!parent) return parent.failure();
  return AnswerWithScaleOf(**parent);
}

Outcome<Answer> SubresourceHandler::UpdateScale() {
  auto scale = ReadBody();
  if (!scale) return scale.failure();
  if (auto failure = CheckPlace(route_, *scale)) return *failure;
  return ChangeScale([&](const FieldManager& manager, const Json& live) -> Outcome<Json> {
    manager.NoteUpdate(live, *scale);
    return std::move(*scale);
  });
}

Outcome<Answer> SubresourceHandler::PatchScale() {
  if (BodyType(request_.headers) == kApplyPatch) return ApplyScale();
  const ApiResource shape = Shaped();
  const auto patch = Patch::Read(shape, request_);
  if (!patch) return patch.failure();
  return ChangeScale([&](const FieldManager& manager, const Json& live) -> Outcome<Json> {
    Json scale = CopyJson(live);
    if (auto failure = patch->ApplyTo(scale)) return *failure;
    auto warnings = Decode(shape, scale, FieldValidation::kIgnore);
    if (!warnings) return warnings.failure();
    manager.NoteUpdate(live, scale);
    return scale;
  });
}

Outcome<Answer> SubresourceHandler::ApplyScale() {
  auto configuration = ReadConfiguration(request_);
  if (!configuration) return configuration.failure();
  return ChangeScale([&](const FieldManager& manager, const Json& live) -> Outcome<Json> {
    if (auto failure = CheckIsScale(*configuration)) return *failure;
    if (auto failure = CheckApplied(Shape(Shaped()), *configuration)) return *failure;
    return manager.Apply(live, {.object = std::move(*configuration), .force = target_.Flag("force")});
  });
}

/// `change` makes the next Scale of the present one, and keeps its books.
Outcome<Answer> SubresourceHandler::ChangeScale(const ScaleChange& change) {
  const auto options = WriteOptions::Of(target_, request_);
  if (!options) return options.failure();
  const auto parent = FindParent();
  if (!parent) return parent.failure();
  Json live = ScaleToChange(*route_.resource, **parent);
  const ScaleBooks books(ManagedIn((*parent)->Value()), ReplicasPathOf(*route_.resource), route_.resource->Kind().ApiVersion());
  AddType(kScale, live);
  WriteManagedFields(books.OfScale(), live);
  const auto scale = change(ScaleManager(*options), live);
  if (!scale) return scale.failure();
  return WriteScale(**parent, *scale, books.OfParent(ManagedIn(*scale)), *options);
}

FieldManager SubresourceHandler::ScaleManager(const WriteOptions& options) const {
  const std::string version = kScale.ApiVersion();
  return FieldManager({.shape = Shape(Shaped()),
                       .manager = {.name = options.manager,
                                   .applies = BodyType(request_.headers) == kApplyPatch,
                                   .apiVersion = version,
                                   .subresource = "scale"},
                       .isPart = true,
                       .now = Time(context_.state->clock()).ToString(),
                       .serves = [version](std::string_view apiVersion) { return apiVersion == version; }});
}

Outcome<Answer> SubresourceHandler::WriteScale(const Object& parent, const Json& scale, ManagedFields managed,
                                               const WriteOptions& options) {
  if (auto failure = CheckPlace(route_, scale)) return *failure;
  const std::int64_t replicas = ReplicasIn(scale);
  if (auto failure = CheckReplicas(*route_.resource, route_.name, replicas)) return *failure;
  Json next = CopyJson(parent.Value());
  AddType(route_.resource->Kind(), next);
  if (const std::string_view version = MetadataAt(scale, "resourceVersion"); !version.empty()) {
    SetAt(next, "metadata.resourceVersion", MakeString(version, next.GetAllocator()), next.GetAllocator());
  }
  SetReplicas(*route_.resource, next, replicas);
  WriteManagedFields(std::move(managed), next);
  const auto written = context_.writes.UpdateWithBooks(parent_, std::move(next), options);
  if (!written) return written.failure();
  return AnswerWithScaleOf(*written->object);
}

Outcome<Answer> SubresourceHandler::AnswerWithScaleOf(const Object& parent) const {
  auto scale = ScaleOf(*route_.resource, parent);
  if (!scale) return scale.failure();
  return AnswerWith(200, std::move(*scale));
}

}  // namespace k8s::testkit::core
