#include <memory>
#include <set>
#include <string>
#include <vector>

#include "generated/documents.h"
#include <gtest/gtest.h>

#include <k8s/discovery/discovery_client.h>
#include <k8s/rest/rest_client.h>
#include <k8s/testkit/api_server.h>

namespace k8s::test {
namespace {

using k8s_rapidjson::Document;
using k8s_rapidjson::Value;

constexpr char kDefinition[] = R"({"metadata": {"name": "widgets.example.com"}, "spec": {
  "group": "example.com", "scope": "Namespaced",
  "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"},
  "versions": [{"name": "v1", "served": true, "storage": true, "subresources": {"status": {}},
    "schema": {"openAPIV3Schema": {"type": "object", "required": ["spec"], "properties": {"spec": {
      "type": "object", "required": ["size"], "properties": {
        "size": {"type": "integer", "minimum": 1, "description": "how big", "default": 2},
        "when": {"type": "string", "nullable": true},
        "port": {"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]},
        "any": {"type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {"a": {"type": "string"}}},
        "object": {"type": "object", "x-kubernetes-embedded-resource": true,
                   "properties": {"spec": {"type": "object"}}}}}}}}}]}})";

/// A server with every kind, and one more that is defined.
class OpenApiTest : public testing::Test {
 protected:
  OpenApiTest() : transport_(server_.InMemoryTransport()), discovery_(RestClient::Create(server_.InMemoryTransport()).value()) {
    const Response defined = Ask({.method = "POST",
                                  .target = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                                  .headers = {{"Content-Type", "application/json"}},
                                  .body = kDefinition});
    EXPECT_EQ(defined.status, 201) << defined.body;
  }

  Response Ask(const Request& request) { return transport_->Send(request, CallContext()).value(); }
  Document Version2() { return ParseJson(discovery_.OpenApiV2().value()); }
  Document Version3(const std::string& place) { return ParseJson(discovery_.OpenApiV3(place).value()); }

  testkit::ApiServer server_;
  std::shared_ptr<Transport> transport_;
  DiscoveryClient discovery_;
};

const Document& Specification() {
  static const Document kSpecification = ParseJson(ReadFile(K8S_OPENAPI_DIR "/swagger.json"));
  return kSpecification;
}

std::string TextAt(const Value& object, const char* name) {
  return object.HasMember(name) && object[name].IsString() ? object[name].GetString() : "";
}

/// What there is to compare of an operation.
std::string Summary(const Value& operation) {
  std::string text = TextAt(operation, "operationId") + " " + TextAt(operation, "x-kubernetes-action");
  if (operation.HasMember("x-kubernetes-group-version-kind")) {
    const Value& kind = operation["x-kubernetes-group-version-kind"];
    text += " " + TextAt(kind, "group") + "/" + TextAt(kind, "version") + " " + TextAt(kind, "kind");
  }
  return text;
}

/// Those that the tables know: not the streams of `connect`, and not the watches at paths of their own.
bool IsOfResources(const Value& operation) {
  static const std::set<std::string> kActions = {"get", "list", "put", "post", "patch", "delete", "deletecollection"};
  return kActions.count(TextAt(operation, "x-kubernetes-action")) != 0;
}

/// Those of all paths but some, and but what a scheduler asks at no pod's path.
std::set<std::string> OperationsOf(const Value& paths, const std::string& besides) {
  std::set<std::string> operations;
  for (const auto& path : paths.GetObject()) {
    const std::string name = path.name.GetString();
    if (name.find(besides) != std::string::npos || name.ends_with("/bindings")) continue;
    for (const auto& operation : path.value.GetObject()) {
      if (!operation.value.IsObject() || !IsOfResources(operation.value)) continue;
      operations.insert(std::string(operation.name.GetString()) + " " + name + " " + Summary(operation.value));
    }
  }
  return operations;
}

/// Where `$ref` leads nowhere.
void FindDangling(const Document& document, const Value& value, std::vector<std::string>& dangling) {
  if (value.IsArray()) {
    for (const Value& item : value.GetArray()) FindDangling(document, item, dangling);
  }
  if (!value.IsObject()) return;
  for (const auto& member : value.GetObject()) {
    if (std::string(member.name.GetString()) == "$ref" && member.value.IsString()) {
      const std::string target = member.value.GetString();
      if (At(document, target.substr(1)) == "absent") dangling.push_back(target);
    } else {
      FindDangling(document, member.value, dangling);
    }
  }
}

std::vector<std::string> DanglingIn(const Document& document) {
  std::vector<std::string> dangling;
  FindDangling(document, document, dangling);
  return dangling;
}

/// Type, reference and merge of a property. What the tables know as a value of its own, such as a time, is no reference there.
std::string Summary(const Value& property, const Value& definitions) {
  const std::string reference = TextAt(property, "$ref");
  if (!reference.empty() && !definitions.HasMember(reference.substr(reference.rfind('/') + 1).c_str())) return "a value";
  std::string text = reference;
  for (const char* member : {"type", "x-kubernetes-patch-merge-key", "x-kubernetes-patch-strategy", "x-kubernetes-map-type"}) {
    const std::string said = TextAt(property, member);
    const bool isUsual = said == "granular" || said == "replace";
    text.append(" ").append(isUsual ? "" : said);
  }
  return text;
}

void CompareProperties(const std::string& name, const Value& ours, const Value& theirs, const Value& definitions) {
  EXPECT_EQ(ours.MemberCount(), theirs.MemberCount()) << name;
  for (const auto& property : theirs.GetObject()) {
    const std::string place = name + "." + property.name.GetString();
    ASSERT_TRUE(ours.HasMember(property.name.GetString())) << place;
    const std::string expected = Summary(property.value, definitions);
    if (expected == "a value") continue;
    EXPECT_EQ(Summary(ours[property.name.GetString()], definitions), expected) << place;
  }
}

TEST_F(OpenApiTest, ListsTheOperationsOfTheSpecification) {
  const Document ours = Version2();
  const auto expected = OperationsOf(Specification()["paths"], "/watch/");
  const auto found = OperationsOf(ours["paths"], "example.com");
  EXPECT_GT(expected.size(), 500U);
  for (const std::string& operation : expected) EXPECT_TRUE(found.count(operation) != 0) << "is not there: " << operation;
  for (const std::string& operation : found) EXPECT_TRUE(expected.count(operation) != 0) << "is too much: " << operation;
}

TEST_F(OpenApiTest, DefinesWhatTheSpecificationDefines) {
  const Document ours = Version2();
  const Value& theirs = Specification()["definitions"];
  std::size_t compared = 0;
  for (const auto& definition : ours["definitions"].GetObject()) {
    const std::string name = definition.name.GetString();
    if (name.find("example") != std::string::npos) continue;
    ASSERT_TRUE(theirs.HasMember(name.c_str())) << name;
    const Value& expected = theirs[name.c_str()];
    if (!expected.HasMember("properties")) continue;
    ++compared;
    const std::string required = "/definitions/" + name + "/required";
    EXPECT_EQ(At(ours, required), At(Specification(), required)) << name;
    CompareProperties(name, definition.value["properties"], expected["properties"], ours["definitions"]);
  }
  EXPECT_GT(compared, 500U);
}

TEST_F(OpenApiTest, RefersToNothingThatIsNotThere) {
  EXPECT_EQ(DanglingIn(Version2()), std::vector<std::string>());
  const auto places = discovery_.OpenApiV3Paths().value();
  EXPECT_GT(places.size(), 20U);
  for (const auto& [groupVersion, place] : places) {
    EXPECT_EQ(DanglingIn(Version3(place)), std::vector<std::string>()) << groupVersion;
  }
}

TEST_F(OpenApiTest, ShowsInVersion2OfADefinitionWhatThatCanSay) {
  const Document document = Version2();
  const std::string widget = "/definitions/com.example.v1.Widget";
  EXPECT_EQ(At(document, widget + "/properties/spec/properties"),
            R"({"size":{"type":"integer","minimum":1,"description":"how big"},"when":{},)"
            R"("port":{"x-kubernetes-int-or-string":true},"any":{"x-kubernetes-preserve-unknown-fields":true},)"
            R"("object":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"},)"
            R"("apiVersion":{"type":"string"},"kind":{"type":"string"},)"
            R"("metadata":{"$ref":"#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}},)"
            R"("required":["kind","apiVersion"]}})");
  EXPECT_EQ(At(document, widget + "/properties/metadata"),
            R"({"$ref":"#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"})");
  EXPECT_EQ(At(document, widget + "/x-kubernetes-group-version-kind"),
            R"([{"group":"example.com","kind":"Widget","version":"v1"}])");
  EXPECT_EQ(At(document, "/definitions/com.example.v1.WidgetList/properties/items/items"),
            R"({"$ref":"#/definitions/com.example.v1.Widget"})");
  EXPECT_EQ(At(document, "/paths/~1apis~1example.com~1v1~1namespaces~1{namespace}~1widgets/post/operationId"),
            R"("createExampleComV1NamespacedWidget")");
}

TEST_F(OpenApiTest, ShowsInVersion3ADefinitionAsItWasWritten) {
  const Document document = Version3("/openapi/v3/apis/example.com/v1");
  const std::string spec = "/components/schemas/com.example.v1.Widget/properties/spec/properties";
  EXPECT_EQ(At(document, spec + "/size"), R"({"type":"integer","minimum":1,"description":"how big","default":2})");
  EXPECT_EQ(At(document, spec + "/when"), R"({"type":"string","nullable":true})");
  EXPECT_EQ(At(document, spec + "/any/properties"), R"({"a":{"type":"string"}})");
  EXPECT_EQ(At(document, spec + "/object/properties/metadata"),
            R"({"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"})");
}

TEST_F(OpenApiTest, RefusesWhoAdmitsNoJson) {
  constexpr char kProtobuf[] = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
  for (const char* path : {"/openapi/v2", "/openapi/v3/apis/apps/v1"}) {
    const Response refused = Ask({.target = path, .headers = {{"Accept", kProtobuf}}});
    EXPECT_EQ(refused.status, 406) << path;
    EXPECT_EQ(refused.body, "");
    EXPECT_EQ(Ask({.target = path, .headers = {{"Accept", std::string(kProtobuf) + ",application/json"}}}).status, 200);
    EXPECT_EQ(Ask({.target = path}).status, 200) << "who says nothing takes anything";
  }
}

}  // namespace
}  // namespace k8s::test
