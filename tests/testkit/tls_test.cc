#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "fakes/manual_clock.h"
#include "testkit/sample_resources.h"
#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/config.h>
#include <k8s/testkit/api_server.h>
#include <k8s/transport/curl/curl_transport.h>

namespace k8s::testkit {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

TransportOptions TransportOptionsOf(const Config& config) {
  return {.baseUrl = config.server,
          .caPem = config.caData,
          .clientCertPem = config.clientCertificateData,
          .clientKeyPem = config.clientKeyData};
}

Result<Response> Ask(const Config& config, Request request) {
  return MakeCurlTransport(TransportOptionsOf(config)).value()->Send(std::move(request), CallContext::Within(20s));
}

class TlsTest : public testing::Test {
 protected:
  ApiServer server_{{.resources = SampleResources(), .tls = true}};
};

TEST_F(TlsTest, IsTrustedByThoseWhomItTells) {
  EXPECT_THAT(server_.Url(), StartsWith("https://127.0.0.1:"));
  EXPECT_THAT(server_.Kubeconfig(), HasSubstr("certificate-authority-data: LS0tLS1CRUdJTi"));
  EXPECT_EQ(Ask(server_.ClientConfig(), {.target = "/version"})->status, 200);
  Config stranger = server_.ClientConfig();
  stranger.caData = ApiServer({.resources = SampleResources(), .tls = true}).ClientConfig().caData;
  const auto refused = Ask(stranger, {.target = "/version"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().Failure(), TransportFailure::kTls);
}

TEST_F(TlsTest, StreamsAWatchAndItsFaults) {
  const auto transport = MakeCurlTransport(TransportOptionsOf(server_.ClientConfig())).value();
  ASSERT_EQ(transport->Send({.method = "POST", .target = kPods, .body = Pod("a")}, CallContext::Within(20s))->status, 201);
  server_.Inject(OnWatch("pods"), CutAfterEvents(1));
  const auto watch = transport->Open({.target = std::string(kPods) + "?watch=true"}, CallContext::Within(20s)).value();
  EXPECT_THAT(watch->Read().value(), HasSubstr("ADDED"));
  EXPECT_EQ(watch->Read().error().Code(), ErrorCode::kUnavailable);
  server_.Inject(OnWatch("pods"), EndAfterEvents(1));
  const auto ended = transport->Open({.target = std::string(kPods) + "?watch=true"}, CallContext::Within(20s)).value();
  EXPECT_THAT(ended->Read().value(), HasSubstr("ADDED"));
  EXPECT_EQ(ended->Read().value(), "");
}

TEST_F(TlsTest, KnowsUsersByTheirCertificates) {
  server_.AddUser({.name = "reader", .may = {{.verbs = {"list"}, .resources = {"pods"}}}});
  EXPECT_EQ(Ask(server_.ClientConfig("reader"), {.target = kPods})->status, 200);
  EXPECT_EQ(Ask(server_.ClientConfig(), {.target = kPods})->status, 403) << "nobody has shown anything";
  const auto forged = Ask(server_.ClientConfig(), {.target = kPods, .headers = {{"X-Testkit-Certified-Name", "reader"}}});
  EXPECT_EQ(forged->status, 403) << "what the client says itself does not count";
}

TEST_F(TlsTest, RefusesCertificatesOfOthers) {
  ApiServer other({.resources = SampleResources(), .tls = true});
  other.AddUser({.name = "reader"});
  const Config stranger = other.ClientConfig("reader");
  Config config = server_.ClientConfig();
  config.clientCertificateData = stranger.clientCertificateData;
  config.clientKeyData = stranger.clientKeyData;
  EXPECT_FALSE(Ask(config, {.target = "/version"}));
}

TEST(TlsDelayTest, LetsClientsWaitForTheirHandshake) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  ApiServer server({.resources = SampleResources(), .tls = true, .tlsDelay = 1h, .timer = clock});
  const auto transport = MakeCurlTransport(TransportOptionsOf(server.ClientConfig())).value();
  auto answer = transport->SendAsync({.target = "/version"}, CallContext::Within(20s));
  while (clock->Waits() == 0) std::this_thread::yield();
  EXPECT_FALSE(answer.Ready());
  clock->Advance(1h);
  EXPECT_EQ(answer.Get()->status, 200);
}

}  // namespace
}  // namespace k8s::testkit
