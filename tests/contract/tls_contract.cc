#include <chrono>
#include <thread>

#include "contract/transport_contract.h"
#include "fakes/event.h"
#include "fakes/scripted_server.h"
#include "fakes/test_certificates.h"
#include <openssl/ssl.h>

namespace k8s::contract {
namespace {

using fakes::CertificateAuthority;
using fakes::CertificateSpec;
using fakes::Connection;
using fakes::Credentials;
using fakes::ForEachRequest;
using fakes::ReceivedRequest;
using fakes::ScriptedServer;
using fakes::ServerTls;
using std::chrono::milliseconds;
using testing::HasSubstr;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TlsContract);

const CertificateSpec kLoopback{.ipAddresses = {"127.0.0.1"}};

ServerTls Tls(const Credentials& credentials) {
  return {.certificatePem = credentials.certificatePem, .keyPem = credentials.keyPem};
}

fakes::Script Greet() {
  return ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond("hello"); });
}

void ExpectGreeting(const Result<Response>& response) {
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(response->body, "hello");
}

void ExpectRejected(const Result<Response>& response) {
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().Code(), ErrorCode::kUnavailable) << response.error().ToString();
}

TEST_P(TlsContract, AnAuthorityThatWasGivenIsTrusted) {
  const CertificateAuthority ca;
  ScriptedServer server(Greet(), Tls(ca.Issue(kLoopback)));
  const auto transport = Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()});
  ExpectGreeting(transport->Send({.target = "/"}, {}));
  ExpectGreeting(transport->Send({.method = "POST", .target = "/", .body = "{}"}, {}));
  EXPECT_EQ(server.Connections(), 1);
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ(ReadAll(**stream).value(), "hello");
}

TEST_P(TlsContract, EachOfSeveralAuthoritiesIsTrusted) {
  const CertificateAuthority former, present;
  ScriptedServer server(Greet(), Tls(present.Issue(kLoopback)));
  const std::string both = "# comments are allowed\n" + former.CertificatePem() + "\n" + present.CertificatePem();
  ExpectGreeting(Make({.baseUrl = server.Url(), .caPem = both})->Send({.target = "/"}, {}));
}

TEST_P(TlsContract, OtherAuthoritiesAreNotTrusted) {
  const CertificateAuthority ca, other;
  ScriptedServer server(Greet(), Tls(ca.Issue(kLoopback)));
  const auto response = Make({.baseUrl = server.Url(), .caPem = other.CertificatePem()})->Send({.target = "/"}, {});
  ExpectRejected(response);
  EXPECT_THAT(response.error().Message(), HasSubstr("certificate"));
  ExpectRejected(Make({.baseUrl = server.Url()})->Send({.target = "/"}, {}));
  EXPECT_TRUE(server.Requests().empty());
}

TEST_P(TlsContract, IntermediatesAreFollowedAndMayBeTrustedThemselves) {
  const CertificateAuthority root;
  const CertificateAuthority intermediate = root.Intermediate();
  const Credentials leaf = intermediate.Issue(kLoopback);
  ScriptedServer server(Greet(), ServerTls{leaf.certificatePem + intermediate.CertificatePem(), leaf.keyPem});
  for (const std::string& trusted : {root.CertificatePem(), intermediate.CertificatePem(), leaf.certificatePem}) {
    ExpectGreeting(Make({.baseUrl = server.Url(), .caPem = trusted})->Send({.target = "/"}, {}));
  }
}

TEST_P(TlsContract, ExpiredCertificatesAreRejected) {
  const CertificateAuthority ca;
  ScriptedServer server(Greet(), Tls(ca.Issue({.ipAddresses = {"127.0.0.1"}, .expired = true})));
  const auto response = Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()})->Send({.target = "/"}, {});
  ExpectRejected(response);
  EXPECT_THAT(response.error().Message(), HasSubstr("expired"));
}

TEST_P(TlsContract, TheHostMustBeInTheCertificate) {
  const CertificateAuthority ca;
  for (const CertificateSpec& other :
       {CertificateSpec{.dnsNames = {"localhost"}}, CertificateSpec{.ipAddresses = {"127.0.0.2"}},
        CertificateSpec{.dnsNames = {"127.0.0.1"}}, CertificateSpec{.commonName = "127.0.0.1"}}) {
    ScriptedServer server(Greet(), Tls(ca.Issue(other)));
    ExpectRejected(Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()})->Send({.target = "/"}, {}));
  }
}

TEST_P(TlsContract, TheCommonNameIsNoHostName) {
  const CertificateAuthority ca;
  for (const CertificateSpec& named :
       {CertificateSpec{.commonName = "api.test"}, CertificateSpec{.commonName = "api.test", .dnsNames = {"other.test"}}}) {
    ScriptedServer server(Greet(), Tls(ca.Issue(named)));
    const auto transport = Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem(), .tlsServerName = "api.test"});
    ExpectRejected(transport->Send({.target = "/"}, {}));
  }
}

TEST_P(TlsContract, AnotherServerNameCanBeAskedForAndVerified) {
  const CertificateAuthority ca;
  std::string askedFor;
  ScriptedServer server(
      [&](Connection& connection) {
        askedFor = connection.RequestedServerName();
        Greet()(connection);
      },
      Tls(ca.Issue({.dnsNames = {"api.test", "*.wild.test"}})));
  TransportOptions options{.baseUrl = server.Url(), .caPem = ca.CertificatePem()};
  for (const std::string name : {"api.test", "one.wild.test"}) {
    options.tlsServerName = name;
    ExpectGreeting(Make(options)->Send({.target = "/"}, {}));
    EXPECT_EQ(askedFor, name);
    EXPECT_EQ(*server.Requests().back().headers.Find("Host"), "127.0.0.1:" + std::to_string(server.Port()));
  }
  for (const std::string name : {"api.test.other", "two.one.wild.test", "wild.test"}) {
    options.tlsServerName = name;
    ExpectRejected(Make(options)->Send({.target = "/"}, {}));
  }
}

TEST_P(TlsContract, NoServerNameIsAskedForByAddress) {
  const CertificateAuthority ca;
  std::string askedFor = "not yet";
  ScriptedServer server(
      [&](Connection& connection) {
        askedFor = connection.RequestedServerName();
        Greet()(connection);
      },
      Tls(ca.Issue(kLoopback)));
  ExpectGreeting(Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()})->Send({.target = "/"}, {}));
  EXPECT_EQ(askedFor, "");
}

TEST_P(TlsContract, HostNamesAreVerified) {
  const CertificateAuthority ca;
  std::string askedFor;
  ScriptedServer server(
      [&](Connection& connection) {
        askedFor = connection.RequestedServerName();
        Greet()(connection);
      },
      Tls(ca.Issue({.dnsNames = {"localhost"}})));
  const std::string url = "https://localhost:" + std::to_string(server.Port());
  ExpectGreeting(Make({.baseUrl = url, .caPem = ca.CertificatePem()})->Send({.target = "/"}, {}));
  EXPECT_EQ(askedFor, "localhost");
}

TEST_P(TlsContract, Ipv6AddressesAreVerified) {
  const CertificateAuthority ca;
  ScriptedServer server(Greet(), Tls(ca.Issue({.ipAddresses = {"::1"}})), "::1");
  ExpectGreeting(Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()})->Send({.target = "/"}, {}));
}

TEST_P(TlsContract, VerificationCanBeSwitchedOff) {
  const CertificateAuthority ca;
  ScriptedServer server(Greet(), Tls(ca.Issue({.dnsNames = {"other.test"}, .expired = true})));
  ExpectGreeting(Make({.baseUrl = server.Url(), .insecureSkipVerify = true})->Send({.target = "/"}, {}));
}

TEST_P(TlsContract, ClientsShowTheirCertificate) {
  const CertificateAuthority ca, clientCa;
  const CertificateAuthority clientIntermediate = clientCa.Intermediate();
  ServerTls tls = Tls(ca.Issue(kLoopback));
  tls.clientCaPem = clientCa.CertificatePem();
  ScriptedServer server(Greet(), tls);
  const Credentials direct = clientCa.Issue({.commonName = "me"});
  Credentials chain = clientIntermediate.Issue({.commonName = "me"});
  chain.certificatePem += clientIntermediate.CertificatePem();
  for (const Credentials& me : {direct, chain}) {
    const auto transport = Make(
        {.baseUrl = server.Url(), .caPem = ca.CertificatePem(), .clientCertPem = me.certificatePem, .clientKeyPem = me.keyPem});
    ExpectGreeting(transport->Send({.target = "/"}, {}));
  }
  ExpectRejected(Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()})->Send({.target = "/"}, {}));
}

TEST_P(TlsContract, OldVersionsAreRejected) {
  const CertificateAuthority ca;
  ServerTls tls = Tls(ca.Issue(kLoopback));
  tls.newestVersion = TLS1_1_VERSION;
  ScriptedServer old(Greet(), tls);
  ExpectRejected(Make({.baseUrl = old.Url(), .caPem = ca.CertificatePem()})->Send({.target = "/"}, {}));
  tls.newestVersion = TLS1_2_VERSION;
  ScriptedServer recent(Greet(), tls);
  ExpectGreeting(Make({.baseUrl = recent.Url(), .caPem = ca.CertificatePem()})->Send({.target = "/"}, {}));
}

TEST_P(TlsContract, AServerWithoutTlsIsUnavailable) {
  ScriptedServer server([](Connection& connection) { connection.Send("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  const std::string url = "https://127.0.0.1:" + std::to_string(server.Port());
  ExpectRejected(Make({.baseUrl = url, .insecureSkipVerify = true})->Send({.target = "/"}, {}));
}

TEST_P(TlsContract, AConnectionThatDiedWhileIdleIsReplaced) {
  const CertificateAuthority ca;
  fakes::Event answered, ended;
  ScriptedServer server({[&](Connection& connection) {
                           connection.ReadRequest();
                           connection.Respond("hello");
                           connection.WaitFor(answered);
                           connection.Close();
                           ended.Set();
                         },
                         Greet()},
                        Tls(ca.Issue(kLoopback)));
  const auto transport = Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()});
  ExpectGreeting(transport->Send({.target = "/"}, {}));
  answered.Set();
  ASSERT_TRUE(ended.Wait());
  std::this_thread::sleep_for(milliseconds(20));  // for the kernel to deliver it
  ExpectGreeting(transport->Send({.target = "/"}, {}));
}

TEST_P(TlsContract, AWriteNeverArrivesTwice) {
  const CertificateAuthority ca;
  for (const std::string method : {"POST", "PUT", "PATCH", "DELETE"}) {
    ScriptedServer server({[&](Connection& connection) {
                             connection.ReadRequest();
                             connection.Respond("hello");
                             connection.ReadRequest();
                           },
                           Greet()},
                          Tls(ca.Issue(kLoopback)));
    const auto transport = Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()});
    ExpectGreeting(transport->Send({.target = "/"}, {}));
    ExpectRejected(transport->Send({.method = method, .target = "/"}, {}));
    EXPECT_EQ(server.Requests().size(), 2u);
    ExpectGreeting(transport->Send({.method = method, .target = "/"}, {}));
  }
}

TEST_P(TlsContract, AHandshakeEndsAtOnceWhenCancelled) {
  ScriptedServer server([](Connection& connection) { connection.WaitUntilClosed(); });
  const std::string url = "https://127.0.0.1:" + std::to_string(server.Port());
  const auto transport = Make({.baseUrl = url, .insecureSkipVerify = true});
  std::stop_source stop;
  auto answer = transport->SendAsync({.target = "/"}, {.stop = stop.get_token()});
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_FALSE(answer.Ready());
  const auto start = std::chrono::steady_clock::now();
  stop.request_stop();
  EXPECT_EQ(answer.Get().error().Code(), ErrorCode::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(250));
}

TEST_P(TlsContract, AHandshakeIsPartOfConnecting) {
  ScriptedServer server([](Connection& connection) { connection.WaitUntilClosed(); });
  const std::string url = "https://127.0.0.1:" + std::to_string(server.Port());
  const auto transport = Make({.baseUrl = url, .insecureSkipVerify = true, .connectTimeout = milliseconds(200)});
  ExpectRejected(transport->Send({.target = "/"}, {}));
}

TEST_P(TlsContract, ProxiesAreTunnelledThrough) {
  const CertificateAuthority ca;
  const ServerTls tls = Tls(ca.Issue({.dnsNames = {"api.test"}}));
  std::string askedFor;
  ScriptedServer proxy([&](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 Connection established\r\n\r\n");
    connection.StartTls(tls);
    askedFor = connection.RequestedServerName();
    Greet()(connection);
  });
  const auto transport = Make({.baseUrl = "https://api.test:6443", .caPem = ca.CertificatePem(), .proxyUrl = proxy.Url()});
  ExpectGreeting(transport->Send({.target = "/x"}, {}));
  ExpectGreeting(transport->Send({.method = "POST", .target = "/x"}, {}));
  const auto requests = proxy.Requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].method, "CONNECT");
  EXPECT_EQ(requests[0].target, "api.test:6443");
  EXPECT_EQ(requests[1].target, "/x");
  EXPECT_EQ(askedFor, "api.test");
}

TEST_P(TlsContract, AWriteThroughAProxyNeverArrivesTwice) {
  const CertificateAuthority ca;
  const ServerTls tls = Tls(ca.Issue({.dnsNames = {"api.test"}}));
  const auto tunnel = [&](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 Connection established\r\n\r\n");
    connection.StartTls(tls);
  };
  ScriptedServer proxy({[&](Connection& connection) {
                          tunnel(connection);
                          connection.ReadRequest();
                          connection.Respond("hello");
                          connection.ReadRequest();
                        },
                        [&](Connection& connection) {
                          tunnel(connection);
                          Greet()(connection);
                        }});
  const auto transport = Make({.baseUrl = "https://api.test", .caPem = ca.CertificatePem(), .proxyUrl = proxy.Url()});
  ExpectGreeting(transport->Send({.target = "/"}, {}));
  ExpectRejected(transport->Send({.method = "DELETE", .target = "/"}, {}));
  ExpectGreeting(transport->Send({.method = "DELETE", .target = "/next"}, {}));
  const auto requests = proxy.Requests();
  EXPECT_EQ(std::count_if(requests.begin(), requests.end(), [](const auto& request) { return request.method == "DELETE"; }), 2);
}

}  // namespace
}  // namespace k8s::contract
