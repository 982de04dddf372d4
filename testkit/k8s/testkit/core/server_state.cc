#include <array>
#include <exception>
#include <set>
#include <utility>

#include <k8s/testkit/core/presentation.h>
#include <k8s/testkit/core/server.h>

namespace k8s::testkit::core {
namespace {

/// What others cannot be without.
bool ComesFirst(const JsonValue& object) {
  const std::string_view kind = StringAt(object, "kind");
  return kind == "Namespace" || kind == "CustomResourceDefinition";
}

const ApiResource* ResourceOf(const Catalog& catalog, const JsonValue& object) {
  const std::string_view apiVersion = StringAt(object, "apiVersion");
  const std::size_t slash = apiVersion.find('/');
  const bool isCore = slash == std::string_view::npos;
  return catalog.FindKind(isCore ? std::string_view() : apiVersion.substr(0, slash),
                          isCore ? apiVersion : apiVersion.substr(slash + 1), StringAt(object, "kind"));
}

std::optional<Failure> RestoreOne(const Catalog& catalog, Writes& writes, Json object) {
  const ApiResource* resource = ResourceOf(catalog, object);
  if (resource == nullptr) return BadRequest("there is no such kind");
  return writes.Restore(*resource, std::move(object));
}

}  // namespace

std::optional<Server::Refusal> Server::Restore(std::span<const std::string> objects) {
  std::unique_lock lock(state_->mutex);
  auto refusal = RestoreAll(objects);
  RunControllers();
  std::vector<Wake> wakes = state_->store.TakeDueWakes();
  lock.unlock();
  for (Wake& wake : wakes) wake();
  return refusal;
}

std::optional<Server::Refusal> Server::RestoreAll(std::span<const std::string> objects) {
  std::vector<Json> parsed;
  for (const std::string& text : objects) {
    auto object = ParseJson(text);
    if (!object) return Refusal{parsed.size(), object.failure()};
    parsed.push_back(std::move(*object));
  }
  for (const bool first : {true, false}) {
    for (std::size_t i = 0; i < parsed.size(); ++i) {
      if (!parsed[i].IsObject() || ComesFirst(parsed[i]) != first) continue;
      if (auto failure = RestoreOne(state_->catalog, writes_, std::move(parsed[i]))) return Refusal{i, std::move(*failure)};
      parsed[i] = Json();
    }
    if (first) RunControllers();  // which serves what is defined
  }
  return std::nullopt;
}

std::vector<std::string> Server::Save() {
  std::lock_guard lock(state_->mutex);
  std::vector<std::string> objects;
  std::set<const Collection*> seen;  // the versions of a definition share one
  for (const GroupVersion& groupVersion : state_->catalog.GroupVersions()) {
    for (const ApiResource* resource : groupVersion.resources) {
      const Collection& collection = state_->store.Of(*resource);
      if (!seen.insert(&collection).second) continue;
      for (const auto& [key, object] : collection.Objects()) {
        const std::string text =
            resource->custom == nullptr ? object->Text() : WriteJson(resource->custom->Read(object->Value()));
        objects.push_back(WithType(resource->Kind(), text));
      }
    }
  }
  return objects;
}

}  // namespace k8s::testkit::core
