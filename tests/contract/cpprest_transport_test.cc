#include <cstdlib>

#include "contract/transport_contract.h"
#include "fakes/scripted_server.h"
#include "fakes/test_certificates.h"

#include <k8s/transport/cpprest/cpprest_transport.h>

namespace k8s::contract {
namespace {

using testing::HasSubstr;
using testing::Not;

const auto kSubjects = testing::Values(OverSockets("cpprest", MakeCpprestTransport));
INSTANTIATE_TEST_SUITE_P(Cpprest, TransportContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Cpprest, WaitingContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Cpprest, ConnectionContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Cpprest, FailureContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Cpprest, TlsContract, kSubjects);

Error MakeError(const TransportOptions& options) {
  const auto transport = MakeCpprestTransport(options);
  if (!transport) return transport.error();
  ADD_FAILURE() << "it was made";
  return Error(ErrorCode::kUnknown, "");
}

TEST(CpprestTransportTest, BadUrlsAreRefused) {
  for (const std::string url : {"", "127.0.0.1:6443", "ftp://host", "https://", "https://host:port", "https://host:0",
                                "https://host:65536", "https://[::1", "https://[zz]", "https://host/?a", "https://ho st"}) {
    EXPECT_EQ(MakeError({.baseUrl = url}).Code(), ErrorCode::kConfig) << url;
  }
}

TEST(CpprestTransportTest, EveryCharacterInAUrlIsTakenOrRefused) {
  for (int c = ' '; c < 0x7f; ++c) {
    const std::string text(1, static_cast<char>(c));
    for (const TransportOptions& options :
         {TransportOptions{.baseUrl = "http://a" + text + "b"}, TransportOptions{.baseUrl = "http://a/" + text},
          TransportOptions{.baseUrl = "http://a", .proxyUrl = "http://a" + text + "b"},
          TransportOptions{.baseUrl = "http://a", .proxyUrl = "http://u" + text + "r:p@b"}}) {
      const auto transport = MakeCpprestTransport(options);
      EXPECT_TRUE(transport || transport.error().Code() == ErrorCode::kConfig ||
                  transport.error().Code() == ErrorCode::kUnsupported)
          << text;
    }
  }
}

TEST(CpprestTransportTest, CredentialsInUrlsAreRefusedAndNotRepeated) {
  const Error error = MakeError({.baseUrl = "https://user:s3cret@host"});
  EXPECT_EQ(error.Code(), ErrorCode::kConfig);
  EXPECT_THAT(error.ToString(), Not(HasSubstr("s3cret")));
  const Error proxy = MakeError({.baseUrl = "https://host", .proxyUrl = "http://user:s3cret@:1"});
  EXPECT_EQ(proxy.Code(), ErrorCode::kConfig);
  EXPECT_THAT(proxy.ToString(), Not(HasSubstr("s3cret")));
}

TEST(CpprestTransportTest, ProxiesItCannotUseAreRefused) {
  for (const std::string proxy : {"https://proxy:8080", "socks5://proxy:1080", "socks5h://proxy"}) {
    EXPECT_EQ(MakeError({.baseUrl = "https://host", .proxyUrl = proxy}).Code(), ErrorCode::kUnsupported) << proxy;
  }
  EXPECT_EQ(MakeError({.baseUrl = "https://[::1]", .proxyUrl = "http://proxy"}).Code(), ErrorCode::kUnsupported);
}

TEST(CpprestTransportTest, UnreadablePemIsRefused) {
  const fakes::CertificateAuthority ca;
  const fakes::Credentials me = ca.Issue({}), other = ca.Issue({});
  const std::string broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const auto error = [](const std::string& roots, const std::string& certificate, const std::string& key) {
    return MakeError({.baseUrl = "https://host", .caPem = roots, .clientCertPem = certificate, .clientKeyPem = key});
  };
  EXPECT_EQ(error("not PEM", "", "").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error(broken, "", "").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error(ca.CertificatePem() + broken, "", "").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", me.certificatePem, "").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", "", me.keyPem).Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", me.certificatePem, "not PEM").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", "not PEM", me.keyPem).Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", me.certificatePem, other.keyPem).Code(), ErrorCode::kConfig);
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
