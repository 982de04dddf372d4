#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/rest/impersonation.h>
#include <k8s/rest/renewing_transport.h>

namespace k8s::internal {
namespace {

using Options = std::shared_ptr<const TransportOptions>;

Options WithCertificate(std::string pem) {
  return std::make_shared<const TransportOptions>(TransportOptions{.clientCertPem = std::move(pem)});
}

class RenewingTransportTest : public testing::Test {
 protected:
  Result<std::shared_ptr<Transport>> Make() {
    return MakeRenewingTransport([this] { return current; },
                                 [this](const TransportOptions& options) -> Result<std::shared_ptr<Transport>> {
                                   if (options.clientCertPem == "broken") return Error(ErrorCode::kConfig, "no certificate");
                                   auto transport = std::make_shared<fakes::ScriptedTransport>();
                                   transport->Answer(200, options.clientCertPem);
                                   transport->Answer(200, options.clientCertPem);
                                   transport->Stream(200, {options.clientCertPem});
                                   made.push_back(transport);
                                   return std::shared_ptr<Transport>(std::move(transport));
                                 });
  }

  Result<Options> current = WithCertificate("first");
  std::vector<std::weak_ptr<Transport>> made;
};

TEST_F(RenewingTransportTest, KeepsATransportWhoseOptionsAreTheSame) {
  auto transport = Make();
  ASSERT_TRUE((*transport)->Send({}, {}));
  ASSERT_TRUE((*transport)->SendAsync({}, {}).Get());
  EXPECT_EQ(made.size(), 1u);
}

TEST_F(RenewingTransportTest, GoesOnWithNewOptions) {
  auto transport = Make();
  EXPECT_EQ((*transport)->Send({}, {})->body, "first");
  current = WithCertificate("second");
  EXPECT_EQ((*transport)->Send({}, {})->body, "second");
  EXPECT_TRUE(made[0].expired()) << "nothing is under way on it";
}

TEST_F(RenewingTransportTest, AStreamKeepsTheTransportItIsReadFrom) {
  auto transport = Make();
  auto stream = (*transport)->Open({}, {});
  ASSERT_TRUE(stream);
  current = WithCertificate("second");
  auto later = (*transport)->OpenAsync({}, {}).Get();
  EXPECT_EQ(*(*stream)->Read(), "first");
  EXPECT_EQ(*(*later)->Read(), "second");
  EXPECT_FALSE(made[0].expired());
  stream->reset();
  EXPECT_TRUE(made[0].expired());
}

TEST_F(RenewingTransportTest, StaysWithTheLastGoodOptions) {
  auto transport = Make();
  current = WithCertificate("broken");
  EXPECT_EQ((*transport)->Send({}, {})->body, "first");
  current = Error(ErrorCode::kConfig, "unreadable");
  EXPECT_EQ((*transport)->Send({}, {})->body, "first");
}

TEST_F(RenewingTransportTest, CannotBeMadeOfOptionsThatAreBrokenFromTheStart) {
  current = WithCertificate("broken");
  EXPECT_EQ(Make().error().Message(), "no certificate");
  current = Error(ErrorCode::kConfig, "unreadable");
  EXPECT_EQ(Make().error().Message(), "unreadable");
}

TEST(ImpersonationTest, NamesUserUidGroupsAndExtra) {
  const auto headers =
      ImpersonationHeaders({.user = "jane", .uid = "42", .groups = {"a", "b"}, .extra = {{"scopes/x", {"view"}}}});
  ASSERT_TRUE(headers);
  EXPECT_EQ(*headers->Find("Impersonate-User"), "jane");
  EXPECT_EQ(*headers->Find("Impersonate-Uid"), "42");
  EXPECT_EQ(*headers->Find("Impersonate-Extra-scopes%2Fx"), "view");
  EXPECT_EQ(headers->size(), 5u);
}

TEST(ImpersonationTest, NeedsAUser) {
  EXPECT_EQ(ImpersonationHeaders({})->size(), 0u);
  Impersonation nobody;
  nobody.groups = {"admins"};
  EXPECT_EQ(ImpersonationHeaders(nobody).error().Code(), ErrorCode::kConfig);
}

}  // namespace
}  // namespace k8s::internal
