#include <utility>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/check_content.h>
#include <k8s/testkit/core/custom/definition.h>
#include <k8s/testkit/core/defaults.h>
#include <k8s/testkit/core/generation.h>
#include <k8s/testkit/core/object_rules.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {
namespace {

std::optional<Failure> CheckNoVersion(const JsonValue& metadata) {
  if (StringAt(metadata, "resourceVersion").empty()) return std::nullopt;
  return Failure(500, "", "resourceVersion should not be set on objects to be created");
}

}  // namespace

Writes::Writes(Store& store, const Catalog& catalog, NameSource& names, const Clock& clock, bool graceful)
    : store_(store), catalog_(catalog), names_(names), clock_(clock), graceful_(graceful) {}

Outcome<Written> Writes::Create(const Route& route, Json object, const WriteOptions& options) {
  return Insert(route, std::move(object), options, Books::kToKeep);
}

Outcome<Written> Writes::Insert(const Route& route, Json object, const WriteOptions& options, Books books) {
  const ApiResource& resource = *route.resource;
  auto warnings = Decode(resource, object, options.validation);
  if (!warnings) return warnings.failure();
  if (auto failure = PlaceInNamespace(route, object)) return *failure;
  if (auto failure = CheckNamespaceExists(route, KeyOf(object).name)) return *failure;
  if (auto failure = NameNew(route, object)) return *failure;
  StampNew(resource, object);
  if (auto failure = CheckContent(resource, object, nullptr)) return *failure;
  if (books == Books::kToKeep) ManagerOf(route, options, false).NoteUpdate(Json(rapidjson::kObjectType), object);
  if (const ObjectPtr other = store_.Of(resource).Find(KeyOf(object)); other != nullptr) {
    Failure failure = AlreadyExists(NameOf(resource), other->Name());
    if (Find(other->Metadata(), "deletionTimestamp") != nullptr) failure.message.insert(0, "object is being deleted: ");
    return failure;
  }
  auto created =
      options.dryRun ? std::make_shared<const Object>(std::move(object), 0) : store_.Put(resource, std::move(object));
  return Written{std::move(created), std::move(*warnings), true};
}

std::optional<Failure> Writes::CheckNamespaceExists(const Route& route, std::string_view name) {
  const ApiResource* namespaces = catalog_.Find("", "v1", "namespaces");
  if (namespaces == nullptr || route.ns.empty()) return std::nullopt;
  const ObjectPtr found = store_.Of(*namespaces).Find({"", route.ns});
  if (found == nullptr) return NotFound(NameOf(*namespaces), route.ns);
  if (Find(found->Metadata(), "deletionTimestamp") == nullptr) return std::nullopt;
  Failure failure = Forbidden(NameOf(*route.resource), name,
                              "unable to create new content in namespace " + route.ns + " because it is being terminated");
  failure.causes = {{.reason = "NamespaceTerminating",
                     .message = "namespace " + route.ns + " is being terminated",
                     .field = "metadata.namespace"}};
  return failure;
}

std::optional<Failure> Writes::NameNew(const Route& route, Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  JsonValue& metadata = EnsureObject(object, "metadata", allocator);
  if (auto failure = CheckNoVersion(metadata)) return failure;
  const std::string_view prefix = StringAt(metadata, "generateName");
  if (StringAt(metadata, "name").empty() && !prefix.empty()) Set(metadata, "name", names_.Generate(prefix), allocator);
  const std::string_view name = StringAt(metadata, "name");
  if (IsDefinition(*route.resource) && !name.empty()) return std::nullopt;  // is told along with all else that is wrong with it
  if (auto cause = CheckName(*route.resource, name)) return Invalid(route.resource->Kind(), name, {std::move(*cause)});
  return std::nullopt;
}

void Writes::StampNew(const ApiResource& resource, Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  JsonValue& metadata = EnsureObject(object, "metadata", allocator);
  for (const std::string_view owned : kServerOwnedMetadata) Remove(metadata, owned);
  Set(metadata, "uid", names_.Uid(), allocator);
  Set(metadata, "creationTimestamp", Time(clock_()).ToString(), allocator);
  BeginGeneration(resource, object);
  if (HasStatusSubresource(resource)) Remove(object, "status");
  ApplyDefaults(resource, object);
}

}  // namespace k8s::testkit::core
