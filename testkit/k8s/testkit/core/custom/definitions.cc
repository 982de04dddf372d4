#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/custom/custom_resource.h>
#include <k8s/testkit/core/custom/definition.h>
#include <k8s/testkit/core/custom/definitions.h>
#include <k8s/testkit/core/object_rules.h>

namespace k8s::testkit::core {
namespace {

const JsonValue& NamesOf(const JsonValue& definition) { return ObjectAt(ObjectAt(definition, "spec"), "names"); }

const ApiResource* DefinitionsIn(const Catalog& catalog) {
  return catalog.Find("apiextensions.k8s.io", "v1", "customresourcedefinitions");
}

bool IsServed(const JsonValue& version) {
  const JsonValue* served = Find(version, "served");
  return served != nullptr && served->IsTrue();
}

/// Which of the names somebody else has already: a member of `names`, and the name.
struct Clash {
  std::string_view reason;
  std::string name;
};

/// The names of all resources of a group but those of the definition itself.
class Taken {
 public:
  Taken(const Catalog& catalog, std::string_view group, std::string_view ownPlural) {
    for (const GroupVersion& groupVersion : catalog.GroupVersions()) {
      if (groupVersion.group != group) continue;
      for (const ApiResource* resource : groupVersion.resources) {
        if (resource->plural != ownPlural) Add(*resource);
      }
    }
  }

  std::optional<Clash> ClashOf(const JsonValue& names) const {
    std::optional<Clash> clash;
    const auto check = [&](const std::set<std::string, std::less<>>& taken, std::string_view name, std::string_view reason) {
      if (!name.empty() && taken.contains(name)) clash = Clash{reason, std::string(name)};
    };
    check(resources_, StringAt(names, "plural"), "PluralConflict");
    check(resources_, StringAt(names, "singular"), "SingularConflict");
    if (const JsonValue* shortNames = Find(names, "shortNames"); shortNames != nullptr && shortNames->IsArray()) {
      for (const JsonValue& name : shortNames->GetArray()) {
        if (name.IsString()) check(resources_, TextOf(name), "ShortNamesConflict");
      }
    }
    check(kinds_, StringAt(names, "kind"), "KindConflict");
    check(kinds_, StringAt(names, "listKind"), "ListKindConflict");
    return clash;
  }

 private:
  void Add(const ApiResource& resource) {
    resources_.emplace(resource.plural);
    kinds_.emplace(resource.Kind().kind);
    if (resource.list != nullptr && resource.list->structure->kind != nullptr) {
      kinds_.emplace(resource.list->structure->kind->kind);
    }
    if (resource.custom == nullptr) return;
    resources_.insert(resource.custom->Singular());
    for (const std::string_view name : resource.custom->ShortNames()) resources_.emplace(name);
  }

  std::set<std::string, std::less<>> resources_;
  std::set<std::string, std::less<>> kinds_;
};

}  // namespace

void Definitions::See(const Happening& happening) {
  if (!IsDefinition(*happening.resource)) return;
  const std::string name(happening.event.object->Name());
  if (happening.event.change == Change::kDeleted) {
    catalog_.Define(name, {});
    terminating_.erase(name);
  } else if (Find(happening.event.object->Metadata(), "deletionTimestamp") != nullptr) {
    terminating_.insert(name);
  } else {
    changed_.insert(name);
  }
}

void Definitions::Run() {
  for (const std::string& name : std::exchange(changed_, {})) Accept(name);
  std::erase_if(terminating_, [this](const std::string& name) { return Terminate(name); });
}

ObjectPtr Definitions::Stored(const std::string& name) {
  const ApiResource* definitions = DefinitionsIn(catalog_);
  return definitions == nullptr ? nullptr : store_.Of(*definitions).Find({"", name});
}

void Definitions::Accept(const std::string& name) {
  const ObjectPtr definition = Stored(name);
  if (definition == nullptr) return;
  Json next = CopyJson(definition->Value());
  AcceptNames(next);
  if (IsTrue(next, "Established") && !Serve(*definition)) return;
  if (!SameJson(next, definition->Value())) Write(*DefinitionsIn(catalog_), std::move(next));
}

void Definitions::AcceptNames(Json& definition) {
  const std::string now = Time(clock_()).ToString();
  const JsonValue& spec = ObjectAt(definition, "spec");
  const auto clash =
      Taken(catalog_, StringAt(spec, "group"), StringAt(NamesOf(definition), "plural")).ClashOf(NamesOf(definition));
  if (clash) {
    const std::string message = '"' + clash->name + "\" is already in use";
    SetCondition(definition, {"NamesAccepted", "False", clash->reason, message}, now);
    if (!IsTrue(definition, "Established")) {
      SetCondition(definition, {"Established", "False", "NotAccepted", "not all names are accepted"}, now);
    }
    return;
  }
  JsonAllocator& allocator = definition.GetAllocator();
  SetCondition(definition, {"NamesAccepted", "True", "NoConflicts", "no conflicts found"}, now);
  SetCondition(definition, {"Established", "True", "InitialNamesAccepted", "the initial names have been accepted"}, now);
  Set(EnsureObject(definition, "status", allocator), "acceptedNames", JsonValue(NamesOf(definition), allocator), allocator);
}

/// Whether it could be served.
bool Definitions::Serve(const Object& definition) {
  const CustomResource::Known known = catalog_.KnownToDefinitions();
  if (known.metadata == nullptr) return false;
  const JsonValue* versions = Find(ObjectAt(definition.Value(), "spec"), "versions");
  std::vector<std::unique_ptr<const CustomResource>> served;
  for (const JsonValue& version : versions->GetArray()) {
    if (IsServed(version)) served.push_back(std::make_unique<const CustomResource>(definition.Value(), version, known));
  }
  const bool isNew = !catalog_.Defines(definition.Name());
  std::vector<const ApiResource*> resources = catalog_.Define(std::string(definition.Name()), std::move(served));
  for (const ApiResource* resource : resources) {
    if (isNew) store_.BeginAnew(*resource);
  }
  return true;
}

void Definitions::Write(const ApiResource& definitions, Json definition) {
  const Route route{
      .resource = &definitions, .name = KeyOf(definition).name, .subresource = FindSubresource(definitions, "status")};
  WriteOptions options;
  options.manager = "kube-apiserver";
  static_cast<void>(writes_.Update(route, std::move(definition), options));
}

/// Whether it has ended, which it does when no object is left.
bool Definitions::Terminate(const std::string& name) {
  DeleteObjectsOf(name);
  for (const ApiResource* resource : catalog_.DefinedBy(name)) {
    if (!store_.Of(*resource).Objects().empty()) return false;
  }
  const ObjectPtr definition = Stored(name);
  if (definition == nullptr) return true;
  Json next = CopyJson(definition->Value());
  RemoveFinalizer(next, kCleanup);
  const Route route{.resource = DefinitionsIn(catalog_), .name = name};
  static_cast<void>(writes_.Update(route, std::move(next), {}));
  return true;
}

void Definitions::DeleteObjectsOf(const std::string& name) {
  for (const ApiResource* resource : catalog_.DefinedBy(name)) {
    const ObjectMap objects = store_.Of(*resource).Objects();
    for (const auto& [key, object] : objects) {
      if (Find(object->Metadata(), "deletionTimestamp") != nullptr) continue;
      static_cast<void>(writes_.Delete({.resource = resource, .ns = key.namespace_, .name = key.name}, {}));
    }
  }
}

}  // namespace k8s::testkit::core
