#include <cstdlib>

#include "contract/transport_contract.h"
#include "fakes/scripted_server.h"
#include "fakes/test_certificates.h"

#include <k8s/transport/cpprest/cpprest_transport.h>

namespace k8s::contract {
namespace {

using testing::HasSubstr;

const auto kSubjects = testing::Values(OverSockets("cpprest", MakeCpprestTransport));
INSTANTIATE_TEST_SUITE_P(Cpprest, TransportContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Cpprest, WaitingContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Cpprest, MakingContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Cpprest, ConnectionContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Cpprest, FailureContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Cpprest, TlsContract, kSubjects);

TEST(CpprestTransportTest, ProxiesItCannotUseAreRefused) {
  for (const std::string proxy : {"https://proxy:8080", "socks5://proxy:1080", "socks5h://proxy"}) {
    EXPECT_EQ(MakeCpprestTransport({.baseUrl = "https://host", .proxyUrl = proxy}).error().Code(), ErrorCode::kUnsupported);
  }
  EXPECT_EQ(MakeCpprestTransport({.baseUrl = "https://[::1]", .proxyUrl = "http://proxy"}).error().Code(),
            ErrorCode::kUnsupported);
}

TEST(CpprestTransportTest, TargetsThatCpprestsdkRefusesAreInvalid) {
  const auto transport = MakeCpprestTransport({.baseUrl = "http://127.0.0.1:1"});
  ASSERT_TRUE(transport);
  for (const std::string target : {"/a\"b", "/a?b=<c>"}) {
    EXPECT_EQ((*transport)->Send({.target = target}, {}).error().Code(), ErrorCode::kInvalidArgument) << target;
  }
}

std::shared_ptr<Transport> global_transport;
std::unique_ptr<ByteStream> global_stream;

void ExitWithOpenStream() {
  const fakes::CertificateAuthority ca;
  const fakes::Credentials credentials = ca.Issue({.ipAddresses = {"127.0.0.1"}});
  fakes::ScriptedServer server(
      [](fakes::Connection& connection) {
        connection.ReadRequest();
        connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        connection.WaitUntilClosed();
      },
      fakes::ServerTls{credentials.certificatePem, credentials.keyPem});
  global_transport = MakeCpprestTransport({.baseUrl = server.Url(), .caPem = ca.CertificatePem()}).value();
  global_stream = global_transport->Open({.target = "/"}, {}).value();
  std::exit(0);
}

TEST(CpprestTransportDeathTest, GlobalVariablesOutliveThePool) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(ExitWithOpenStream(), testing::ExitedWithCode(0), "");
}

TEST(CpprestTransportTest, RejectionsAreExplained) {
  const fakes::CertificateAuthority ca;
  const fakes::Credentials serverCredentials = ca.Issue({.dnsNames = {"other.test"}});
  fakes::ScriptedServer server([](fakes::Connection& connection) { connection.ReadRequest(); },
                               fakes::ServerTls{serverCredentials.certificatePem, serverCredentials.keyPem});
  const auto transport = MakeCpprestTransport({.baseUrl = server.Url(), .caPem = ca.CertificatePem()});
  ASSERT_TRUE(transport);
  EXPECT_THAT((*transport)->Send({.target = "/"}, {}).error().Message(), HasSubstr("IP address mismatch"));
}

}  // namespace
}  // namespace k8s::contract
