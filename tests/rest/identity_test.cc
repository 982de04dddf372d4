#include <memory>
#include <string>

#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/config/config.h>
#include <k8s/rest/identity.h>

namespace k8s {
namespace {

std::string Header(const Request& request, std::string_view name) {
  const std::string* value = request.headers.Find(name);
  return value == nullptr ? "" : *value;
}

// What a request looks like that is sent in the name of `config`.
Request Sent(const Config& config, Request request = {}) {
  auto transport = std::make_shared<fakes::ScriptedTransport>();
  transport->Answer(200, "");
  auto identified = WithIdentity(transport, config);
  EXPECT_TRUE(identified);
  EXPECT_TRUE((*identified)->Send(std::move(request), {}));
  return transport->LastRequest();
}

TEST(IdentityTest, SendsABearerToken) {
  Config config;
  config.token = "secret";
  EXPECT_EQ(Header(Sent(config), "Authorization"), "Bearer secret");
}

TEST(IdentityTest, SendsBasicCredentials) {
  Config config;
  config.username = "user";
  config.password = "pass";
  EXPECT_EQ(Header(Sent(config), "Authorization"), "Basic dXNlcjpwYXNz");
}

TEST(IdentityTest, SendsNothingForNobody) { EXPECT_EQ(Header(Sent(Config()), "Authorization"), ""); }

TEST(IdentityTest, LeavesACallersAuthorizationAlone) {
  Config config;
  config.token = "secret";
  Request request;
  request.headers.Add("authorization", "Bearer other");
  EXPECT_EQ(Header(Sent(config, request), "Authorization"), "Bearer other");
}

TEST(IdentityTest, Impersonates) {
  Config config;
  config.impersonate = {.user = "jane", .uid = "42", .groups = {"a", "b"}, .extra = {{"scopes/x", {"view"}}}};
  const Request request = Sent(config);
  EXPECT_EQ(Header(request, "Impersonate-User"), "jane");
  EXPECT_EQ(Header(request, "Impersonate-Uid"), "42");
  EXPECT_EQ(Header(request, "Impersonate-Extra-scopes%2Fx"), "view");
  int groups = 0;
  for (const auto& [name, value] : request.headers) groups += name == "Impersonate-Group" ? 1 : 0;
  EXPECT_EQ(groups, 2);
}

TEST(IdentityTest, RefusesContradictions) {
  Config both;
  both.token = "secret";
  both.username = "user";
  EXPECT_EQ(WithIdentity(nullptr, both).error().Code(), ErrorCode::kConfig);
  Config nobody;
  nobody.impersonate.groups = {"admins"};
  EXPECT_EQ(WithIdentity(nullptr, nobody).error().Code(), ErrorCode::kConfig);
}

}  // namespace
}  // namespace k8s
