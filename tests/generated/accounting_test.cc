#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generated/specification.h"
#include "generated/structs.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/resource.h>

// Nothing of the specification is lost, and nothing is there that it does not have.
namespace k8s::test {
namespace {

using codec::Verb;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::pair<Verb, std::string_view> kVerbNames[] = {
    {Verb::kGet, "get"},       {Verb::kList, "list"},
    {Verb::kWatch, "watch"},   {Verb::kCreate, "create"},
    {Verb::kUpdate, "update"}, {Verb::kPatch, "patch"},
    {Verb::kDelete, "delete"}, {Verb::kDeleteCollection, "deletecollection"},
};

void AddVerbs(const std::string& path, codec::Verbs verbs, std::set<std::string>& operations) {
  for (const auto& [verb, name] : kVerbNames) {
    if (verbs.Has(verb)) operations.insert(path + " " + std::string(name));
  }
}

// "apps/v1 deployments/status patch".
std::set<std::string> OperationsOfTheRegistry() {
  std::set<std::string> operations;
  for (const codec::ApiResource* resource : Resources()) {
    const std::string path = resource->Kind().ApiVersion() + " " + std::string(resource->plural);
    AddVerbs(path, resource->verbs, operations);
    for (const codec::ApiSubresource& below : resource->subresources) {
      AddVerbs(path + "/" + std::string(below.name), below.verbs, operations);
    }
  }
  return operations;
}

std::vector<std::string> Split(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end != 0) parts.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

// "apps/v1 deployments/status" of "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/status".
std::string ResourceOf(std::string_view path) {
  std::vector<std::string> parts = Split(path);
  std::string resource = parts[0] == "api" ? parts[1] : parts[1] + "/" + parts[2];
  parts.erase(parts.begin(), parts.begin() + (parts[0] == "api" ? 2 : 3));
  if (parts[0] == "watch") parts.erase(parts.begin());
  if (parts.size() > 1 && parts[1] == "{namespace}") parts.erase(parts.begin(), parts.begin() + 2);
  resource += " " + parts[0];
  for (std::size_t i = 2; i < parts.size(); ++i) resource += "/" + parts[i];
  return resource;
}

struct SpecifiedOperations {
  std::set<std::string> typed;
  int seen = 0;
  int discovery = 0;    // documents about the API, which belong to no resource
  int connections = 0;  // streams through the server: exec, proxy, ...
};

void Count(const std::string& resource, std::string_view action, SpecifiedOperations& operations) {
  static const std::map<std::string_view, std::string_view> kVerbs = {
      {"post", "create"}, {"put", "update"}, {"watchlist", "watch"}};
  if (action == "connect") {
    ++operations.connections;
    return;
  }
  const auto verb = kVerbs.find(action);
  operations.typed.insert(resource + " " + std::string(verb == kVerbs.end() ? action : verb->second));
}

SpecifiedOperations OperationsOfTheSpecification() {
  SpecifiedOperations operations;
  for (const auto& path : Swagger()["paths"].GetObject()) {
    for (const auto& method : path.value.GetObject()) {
      if (TextOf(method.name) == "parameters") continue;
      ++operations.seen;
      const auto* action = Find(method.value, "x-kubernetes-action");
      if (action == nullptr) {
        ++operations.discovery;
      } else {
        Count(ResourceOf(TextOf(path.name)), TextOf(*action), operations);
      }
    }
  }
  return operations;
}

template <class Set>
std::vector<std::string> OnlyInFirst(const Set& first, const Set& second) {
  std::vector<std::string> only;
  std::set_difference(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(only));
  return only;
}

TEST(AccountingTest, EveryOperationHasItsVerb) {
  const SpecifiedOperations specified = OperationsOfTheSpecification();
  const std::set<std::string> ours = OperationsOfTheRegistry();
  EXPECT_THAT(OnlyInFirst(specified.typed, ours), ElementsAre("v1 bindings create")) << "pods/binding does the same";
  EXPECT_THAT(OnlyInFirst(ours, specified.typed), IsEmpty());
  EXPECT_EQ(specified.seen, 1121);
  EXPECT_EQ(specified.discovery, 63);
  EXPECT_EQ(specified.connections, 48);
}

std::set<std::string> KindsOfTheRegistry() {
  std::set<std::string> kinds;
  for (const codec::Type* kind : Kinds()) kinds.insert(NameOf(*kind->structure->kind));
  return kinds;
}

// What is a kind of many groups (DeleteOptions, WatchEvent) counts as one of the core group.
std::set<std::string> KindsOfTheSpecification() {
  std::set<std::string> kinds;
  for (const auto& definition : Swagger()["definitions"].GetObject()) {
    const auto* names = Find(definition.value, "x-kubernetes-group-version-kind");
    if (names == nullptr) continue;
    for (const auto& name : names->GetArray()) {
      if (names->Size() > 1 && name["group"].GetStringLength() > 0) continue;
      kinds.insert(NameOf({.group = TextOf(name["group"]), .version = TextOf(name["version"]), .kind = TextOf(name["kind"])}));
    }
  }
  return kinds;
}

TEST(AccountingTest, EveryKindHasItsType) {
  const std::set<std::string> specified = KindsOfTheSpecification();
  const std::set<std::string> ours = KindsOfTheRegistry();
  EXPECT_EQ(ours.size(), Kinds().size()) << "a kind is there twice";
  EXPECT_THAT(OnlyInFirst(specified, ours), ElementsAre("v1 WatchEvent")) << "is written by hand";
  EXPECT_THAT(OnlyInFirst(ours, specified), IsEmpty());
}

// The properties of a definition; `apiVersion` and `kind` of a whole object are no members in C++.
std::set<std::string> PropertiesOf(const codec::Struct& structure) {
  std::set<std::string> names;
  const auto* properties = Find(Swagger()["definitions"][std::string(structure.name)], "properties");
  if (properties == nullptr) return names;
  for (const auto& property : properties->GetObject()) names.emplace(TextOf(property.name));
  if (structure.kind != nullptr) {
    names.erase("apiVersion");
    names.erase("kind");
  }
  return names;
}

TEST(AccountingTest, EveryPropertyHasItsField) {
  for (const codec::Struct* structure : AllStructs()) {
    if (structure->shapeUnion) continue;  // what they may be is not in the specification
    std::set<std::string> fields;
    for (const codec::Field& field : structure->fields) fields.emplace(field.name);
    EXPECT_EQ(fields, PropertiesOf(*structure)) << structure->name;
  }
}

}  // namespace
}  // namespace k8s::test
