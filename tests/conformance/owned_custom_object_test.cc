#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "generated/documents.h"
#include <gtest/gtest.h>

#include <k8s/testkit/api_server.h>

namespace k8s::test {
namespace {

constexpr char kDefinitions[] = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
constexpr char kOwner[] = "/api/v1/namespaces/default/configmaps/owner";

/// A widget that a ConfigMap owns, of a kind whose definition changes.
class OwnedCustomObjectTest : public testing::Test {
 protected:
  OwnedCustomObjectTest() {
    EXPECT_EQ(Ask("POST", kDefinitions, Definition(R"({"type":"integer"})")).status, 201);
    const Response owner = Ask("POST", "/api/v1/namespaces/default/configmaps", R"({"metadata":{"name":"owner"}})");
    const std::string uid = ParseJson(owner.body)["metadata"]["uid"].GetString();
    const Response created = Ask("POST", InVersion("v1"),
                                 R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","ownerReferences":[)"
                                 R"({"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":")" +
                                     uid + R"("}]},"size":1})");
    EXPECT_EQ(created.status, 201) << created.body;
  }

  static std::string Definition(const std::string& size) {
    const std::string schema = R"("schema":{"openAPIV3Schema":{"type":"object","properties":{"size":)" + size + "}}}";
    return R"({"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced",)"
           R"("names":{"plural":"widgets","kind":"Widget"},"versions":[{"name":"v1","served":true,"storage":true,)" +
           schema + R"(},{"name":"v2","served":true,"storage":false,)" + schema + "}]}}";
  }
  static std::string InVersion(const std::string& version) {
    return "/apis/example.com/" + version + "/namespaces/default/widgets";
  }

  Response Ask(std::string method, std::string target, std::string body = "") {
    const std::string type = method == "PATCH" ? "application/merge-patch+json" : "application/json";
    return transport_
        ->Send({.method = std::move(method),
                .target = std::move(target),
                .headers = {{"Content-Type", type}},
                .body = std::move(body)},
               CallContext::Within(std::chrono::seconds(60)))
        .value();
  }
  void Redefine(const std::string& size) {
    ASSERT_EQ(Ask("PATCH", std::string(kDefinitions) + "/widgets.example.com", Definition(size)).status, 200);
  }
  void LetGo(const std::string& version) {
    ASSERT_EQ(Ask("PATCH", InVersion(version) + "/w", R"({"metadata":{"ownerReferences":null}})").status, 200);
  }

  testkit::ApiServer server_;
  std::shared_ptr<Transport> transport_ = server_.InMemoryTransport();
  const std::string widget_ = InVersion("v1") + "/w";
};

TEST_F(OwnedCustomObjectTest, StaysWhenItLetGoOfTheOwnerInAnotherVersion) {
  LetGo("v2");
  Ask("DELETE", kOwner);
  EXPECT_EQ(Ask("GET", widget_).status, 200);
}

TEST_F(OwnedCustomObjectTest, StaysWhenItLetGoOfTheOwnerAfterItWasDefinedAnew) {
  Redefine(R"({"type":"integer","maximum":9})");
  LetGo("v1");
  Ask("DELETE", kOwner);
  EXPECT_EQ(Ask("GET", widget_).status, 200);
}

TEST_F(OwnedCustomObjectTest, GoesAfterItsOwnerAlsoWhenItWasDefinedAnew) {
  Redefine(R"({"type":"integer","maximum":9})");
  Ask("DELETE", kOwner);
  EXPECT_EQ(Ask("GET", widget_).status, 404);
}

TEST_F(OwnedCustomObjectTest, IsOrphanedThoughNobodyCouldCreateItAnyMore) {
  Redefine(R"({"type":"integer","minimum":5})");
  Ask("DELETE", std::string(kOwner) + "?propagationPolicy=Orphan");
  EXPECT_EQ(Ask("GET", kOwner).status, 404);
  const Response left = Ask("GET", widget_);
  ASSERT_EQ(left.status, 200);
  EXPECT_FALSE(ParseJson(left.body)["metadata"].HasMember("ownerReferences"));
}

}  // namespace
}  // namespace k8s::test
