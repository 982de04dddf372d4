#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

#include "contract/on_calling_threads.h"
#include "contract/slow_name_lookup.h"
#include "contract/transport_contract.h"
#include "fakes/event.h"
#include "fakes/scripted_server.h"
#include "fakes/test_certificates.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <k8s/transport/curl/curl_transport.h>

namespace k8s::contract {
namespace {

using fakes::Connection;
using fakes::ForEachRequest;
using fakes::ReceivedRequest;
using fakes::Script;
using fakes::ScriptedServer;
using std::chrono::milliseconds;
using testing::HasSubstr;

const auto kSubjects = testing::Values(OverSockets("curl", MakeCurlTransport),
                                       OverSockets("curl_on_calling_threads", OnCallingThreads(MakeCurlTransport)));
INSTANTIATE_TEST_SUITE_P(Curl, TransportContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Curl, WaitingContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Curl, MakingContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Curl, ConnectionContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Curl, FailureContract, kSubjects);
INSTANTIATE_TEST_SUITE_P(Curl, TlsContract, kSubjects);

std::shared_ptr<Transport> Make(const TransportOptions& options) { return MakeCurlTransport(options).value(); }

Script Greet() {
  return ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond("hello"); });
}

/// Lets SOCKS clients through to `then`, and remembers for which host.
Script SocksProxy(std::string& host, Script then) {
  return [&host, then = std::move(then)](Connection& connection) {
    const std::string greeting = connection.ReadExactly(2);
    connection.ReadExactly(static_cast<std::size_t>(greeting[1]));
    connection.Send(std::string_view("\x05\x00", 2));
    const std::string request = connection.ReadExactly(5);
    ASSERT_EQ(request.substr(0, 4), std::string_view("\x05\x01\x00\x03", 4)) << "a connection, by name";
    host = connection.ReadExactly(static_cast<std::size_t>(request[4]));
    connection.ReadExactly(2);
    connection.Send(std::string_view("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50", 10));
    then(connection);
  };
}

// UBSan looks at objects through a pipe, and takes them for none at all when no descriptor can be had for that.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZER_NEEDS_DESCRIPTORS 1
#endif
#endif

/// While it lives, no descriptor can be had.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int next = dup(STDERR_FILENO);
    close(next);
    const rlimit none{static_cast<rlim_t>(next), before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST(CurlTransportTest, AMomentWithoutDescriptorsIsOverWhenItIsOver) {
#ifdef SANITIZER_NEEDS_DESCRIPTORS
  GTEST_SKIP() << "the sanitizer itself needs descriptors";
#endif
  fakes::Event never;
  ScriptedServer server([&](Connection& connection) {
    connection.ReadRequest();
    connection.Respond("hello", "200 OK", "Connection: close\r\n");
    connection.WaitFor(never);  // lest its descriptor becomes one that can be had
  });
  const auto transport = Make({.baseUrl = server.Url()});
  using Way = Result<Response> (*)(Transport&);
  const std::vector<Way> ways = {[](Transport& by) { return by.Send({.target = "/"}, {}); },
                                 [](Transport& by) { return by.SendAsync({.target = "/"}, {}).Get(); }};
  for (const Way way : ways) {
    const auto failed = [&] {
      const NoDescriptors none;
      return way(*transport);
    }();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().Code(), ErrorCode::kUnavailable);
    EXPECT_EQ(failed.error().Failure(), TransportFailure::kNone) << failed.error().ToString();
    EXPECT_THAT(failed.error().Message(), HasSubstr("descriptors"));
    for (int i = 0; i < 3; ++i) {
      const auto response = way(*transport);
      ASSERT_TRUE(response) << response.error().ToString();
      EXPECT_EQ(response->body, "hello");
    }
    const NoDescriptors none;  // for a connection: all else is there by now
    EXPECT_THAT(way(*transport).error().Message(), HasSubstr("descriptors"));
  }
}

/// A socket of this process that leads to that port; -1 if there is none.
int SocketTo(int port) {
  for (int socket = 0; socket < 4096; ++socket) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0 && peer.sin_family == AF_INET &&
        ntohs(peer.sin_port) == port) {
      return socket;
    }
  }
  return -1;
}

TEST(CurlTransportTest, TheKernelMissesAServerThatVanished) {
  const auto optionOf = [](int socket, int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    getsockopt(socket, level, name, &value, &size);
    return value;
  };
  ScriptedServer server(Greet());
  const auto transport = Make({.baseUrl = server.Url()});
  ASSERT_TRUE(transport->Send({.target = "/"}, {}));
  const int socket = SocketTo(server.Port());
  ASSERT_GE(socket, 0);
  EXPECT_EQ(optionOf(socket, SOL_SOCKET, SO_KEEPALIVE), 1);
  EXPECT_EQ(optionOf(socket, IPPROTO_TCP, TCP_KEEPIDLE), 30);
}

TEST(CurlTransportTest, UnknownProxiesAreRefused) {
  for (const std::string proxy : {"ftp://proxy", "socks4://proxy"}) {
    EXPECT_EQ(MakeCurlTransport({.baseUrl = "https://host", .proxyUrl = proxy}).error().Code(), ErrorCode::kUnsupported);
  }
}

TEST(CurlTransportTest, SocksProxiesLookNamesUp) {
  for (const std::string scheme : {"socks5", "socks5h"}) {
    std::string host;
    ScriptedServer proxy(SocksProxy(host, Greet()));
    const auto transport =
        Make({.baseUrl = "http://api.invalid", .proxyUrl = scheme + "://127.0.0.1:" + std::to_string(proxy.Port())});
    const auto response = transport->Send({.target = "/x"}, {});
    ASSERT_TRUE(response) << response.error().ToString();
    EXPECT_EQ(response->body, "hello");
    EXPECT_EQ(host, "api.invalid");
    EXPECT_EQ(proxy.Requests()[0].target, "/x");
  }
}

TEST(CurlTransportTest, ASocksProxyThatRefusesIsAFailureOfTheProxy) {
  ScriptedServer proxy([](Connection& connection) {
    connection.ReadExactly(3);
    connection.Send(std::string_view("\x05\xff", 2));
    connection.WaitUntilClosed();
  });
  const auto transport =
      Make({.baseUrl = "http://api.invalid", .proxyUrl = "socks5://127.0.0.1:" + std::to_string(proxy.Port())});
  const auto response = transport->Send({.method = "POST", .target = "/"}, {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().Failure(), TransportFailure::kProxy) << response.error().ToString();
  EXPECT_FALSE(response.error().IsOutcomeUnknown());
}

TEST(CurlTransportTest, ProxiesReachedByTlsMustBeTrusted) {
  const fakes::CertificateAuthority ca, other;
  const fakes::Credentials credentials = ca.Issue({.ipAddresses = {"127.0.0.1"}});
  ScriptedServer proxy(Greet(), fakes::ServerTls{credentials.certificatePem, credentials.keyPem});
  const auto through = [&](const std::string& trusted) {
    return Make({.baseUrl = "http://api.invalid", .caPem = trusted, .proxyUrl = proxy.Url()})->Send({.target = "/x"}, {});
  };
  const auto response = through(ca.CertificatePem());
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(proxy.Requests()[0].target, "http://api.invalid:80/x");
  EXPECT_EQ(through(other.CertificatePem()).error().Failure(), TransportFailure::kTls);
}

TEST(CurlTransportTest, ATokenIsNotForTheProxy) {
  ScriptedServer proxy([](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  });
  const auto transport = Make({.baseUrl = "https://api.invalid", .proxyUrl = proxy.Url()});
  EXPECT_FALSE(transport->Send({.target = "/", .headers = {{"Authorization", "Bearer s3cret"}}}, {}));
  EXPECT_EQ(proxy.Requests()[0].method, "CONNECT");
  EXPECT_FALSE(proxy.Requests()[0].headers.Find("Authorization"));
}

TEST(CurlTransportTest, ProxiesOfTheEnvironmentAreIgnored) {
  ScriptedServer server(Greet());
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
  unsetenv("http_proxy");
  EXPECT_TRUE(response) << response.error().ToString();
}

TEST(CurlTransportTest, HeadersBeyondTheLimitAreErrors) {
  for (const std::size_t count : {20u, 100'000u}) {
    ScriptedServer server([count](Connection& connection) {
      connection.ReadRequest();
      connection.Send("HTTP/1.1 200 OK\r\n");
      for (std::size_t i = 0; i < count; ++i) connection.Send("X-" + std::to_string(i) + ": " + std::string(100, 'x') + "\r\n");
      connection.Send("Content-Length: 0\r\n\r\n");
      connection.WaitUntilClosed();
    });
    const auto transport = Make({.baseUrl = server.Url(), .maxHeaderBytes = 1'000});
    const auto response = transport->Send({.target = "/"}, {});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().Code(), ErrorCode::kDecode);
    EXPECT_EQ(response.error().Failure(), TransportFailure::kProtocol);
    EXPECT_EQ(transport->Open({.target = "/"}, {}).error().Code(), ErrorCode::kDecode);
  }
}

TEST(CurlTransportTest, HeadersBehindTheBodyCountToo) {
  ScriptedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n");
    for (int i = 0; i < 1'000; ++i) connection.Send("X-A: b\r\n");
    connection.WaitUntilClosed();
  });
  const auto transport = Make({.baseUrl = server.Url(), .maxHeaderBytes = 1'000});
  EXPECT_EQ(transport->Send({.target = "/"}, {}).error().Code(), ErrorCode::kDecode);
  EXPECT_EQ(transport->SendAsync({.target = "/"}, {}).Get().error().Code(), ErrorCode::kDecode);
}

TEST(CurlTransportTest, EndlessHeadersAreNoBrokenConnection) {
  for (const char* const line : {"X-A: b\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n"}) {
    ScriptedServer server([line](Connection& connection) {
      connection.ReadRequest();
      if (line[0] == 'X') connection.Send("HTTP/1.1 200 OK\r\n");
      for (int i = 0; i < 100'000; ++i) connection.Send(line);
      connection.WaitUntilClosed();
    });
    const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().Code(), ErrorCode::kDecode) << response.error().ToString();
  }
}

TEST(CurlTransportTest, WhatLibcurlBoundsItselfIsAProtocolFailure) {
  for (const std::size_t length : {150'000u, 5'000'000u}) {
    ScriptedServer server([length](Connection& connection) {
      connection.ReadRequest();
      connection.Send("HTTP/1.1 200 OK\r\nX-Long: " + std::string(length, 'x') + "\r\nContent-Length: 0\r\n\r\n");
      connection.WaitUntilClosed();
    });
    const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().Failure(), TransportFailure::kProtocol) << response.error().ToString();
    EXPECT_EQ(response.error().Code(), ErrorCode::kDecode);
    EXPECT_NE(response.error().Message().find(": a line in the head of the answer is longer than libcurl takes, "),
              std::string::npos)
        << response.error().ToString();
  }
}

// What a server says without end on an idle connection is not read to its end.
TEST(CurlTransportTest, AnIdleConnectionThatTalksOnIsLeftAlone) {
  fakes::Event answered, talking;
  ScriptedServer server({[&](Connection& connection) {
                           connection.ReadRequest();
                           connection.Respond("first");
                           connection.WaitFor(answered);
                           while (true) {
                             connection.Send(std::string(1 << 20, 'x'));
                             talking.Set();
                           }
                         },
                         Greet()});
  const auto transport = Make({.baseUrl = server.Url()});
  ASSERT_TRUE(transport->SendAsync({.target = "/"}, {}).Get());
  answered.Set();
  ASSERT_TRUE(talking.Wait());
  const auto response = transport->SendAsync({.target = "/"}, {}).Get();
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(response->body, "hello");
}

// libcurl connects again by itself when a kept connection turns out to be closed.
TEST(CurlTransportTest, ConnectingAgainHasTheSameLimitOfTime) {
  const fakes::CertificateAuthority ca;
  const fakes::Credentials credentials = ca.Issue({.ipAddresses = {"127.0.0.1"}});
  const fakes::ServerTls tls{credentials.certificatePem, credentials.keyPem};
  ScriptedServer server({[&](Connection& connection) {
                           connection.StartTls(tls);
                           connection.ReadRequest();
                           connection.Respond("first");
                           connection.ReadRequest();
                         },
                         [](Connection& connection) { connection.WaitUntilClosed(); }});  // no handshake
  const std::string url = "https://127.0.0.1:" + std::to_string(server.Port());
  const auto transport = Make({.baseUrl = url, .caPem = ca.CertificatePem(), .connectTimeout = milliseconds(500)});
  const auto first = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(first) << first.error().ToString();
  ASSERT_EQ(ReadAll(**first).value(), "first");
  const auto second = transport->Open({.target = "/"}, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().Failure(), TransportFailure::kTimeout) << second.error().ToString();
  EXPECT_EQ(server.Connections(), 2);
}

TEST(CurlTransportTest, InterimAnswersAreLeftOut) {
  ScriptedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    connection.WaitUntilClosed();
  });
  const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(response->status, 200);
  EXPECT_FALSE(response->headers.Find("X-Early"));
}

TEST(CurlTransportTest, RepeatedHeadersStayApart) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest&, Connection& connection) {
    connection.Respond("", "200 OK", "Warning: 299 - \"one\"\r\nWarning: 299 - \"two\"\r\n");
  }));
  const Response response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {}).value();
  std::vector<std::string> warnings;
  for (const auto& [name, value] : response.headers) {
    if (name == "Warning") warnings.push_back(value);
  }
  EXPECT_THAT(warnings, testing::ElementsAre("299 - \"one\"", "299 - \"two\""));
}

TEST(CurlTransportTest, AContinuationMaySendAndWait) {
  ScriptedServer server(Greet());
  const auto transport = Make({.baseUrl = server.Url()});
  auto both = transport->SendAsync({.target = "/first"}, {}).Then([&](Result<Response>) {
    return transport->Send({.target = "/second"}, {});
  });
  EXPECT_EQ(both.Get().value().body, "hello");
}

TEST(CurlTransportTest, AStopEndsACallOnItsOwnThread) {
  fakes::Event arrived;
  ScriptedServer server([&](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    arrived.Set();
    connection.WaitUntilClosed();
  });
  const auto transport = Make({.baseUrl = server.Url()});
  std::stop_source stop;
  std::chrono::steady_clock::time_point stopped;
  std::jthread stopper([&] {
    EXPECT_TRUE(arrived.Wait());
    stopped = std::chrono::steady_clock::now();
    stop.request_stop();
  });
  EXPECT_EQ(transport->Send({.target = "/"}, {.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
  const auto ended = std::chrono::steady_clock::now();
  stopper.join();
  EXPECT_LT(ended - stopped, milliseconds(250));
}

TEST(CurlTransportTest, TheEndOfTheTransportEndsCallsOnTheirOwnThreads) {
  fakes::Event arrived;
  ScriptedServer server([&](Connection& connection) {
    connection.ReadRequest();
    arrived.Set();
    connection.WaitUntilClosed();
  });
  auto transport = Make({.baseUrl = server.Url()});
  std::jthread caller(
      [raw = transport.get()] { EXPECT_EQ(raw->Send({.target = "/"}, {}).error().Code(), ErrorCode::kCancelled); });
  ASSERT_TRUE(arrived.Wait());
  transport.reset();
}

TEST(CurlTransportTest, NoCallWaitsForALookUp) {
  SlowNameLookup lookup("slow.invalid");
  auto transport = Make({.baseUrl = "http://slow.invalid"});
  std::stop_source stop;
  auto async = transport->SendAsync({.target = "/"}, {.stop = stop.get_token()});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(transport->Send({.target = "/"}, CallContext::Within(milliseconds(50))).error().Code(),
            ErrorCode::kDeadlineExceeded);
  stop.request_stop();
  EXPECT_EQ(async.Get().error().Code(), ErrorCode::kCancelled);
  auto another = transport->SendAsync({.target = "/"}, {});
  transport.reset();
  EXPECT_EQ(another.Get().error().Code(), ErrorCode::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(500));
}

/// The threads of this process.
int Threads() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Threads:")) return std::stoi(line.substr(8));
  }
  return 0;
}

void ExpectOneThreadForAll(ScriptedServer& server, const TransportOptions& options) {
  constexpr int kStreams = 200;
  const auto transport = Make(options);
  const int before = Threads();
  std::vector<Future<std::unique_ptr<ByteStream>>> opening;
  for (int i = 0; i < kStreams; ++i) {
    Request request{.target = "/", .info = {.verb = i % 2 == 0 ? "watch" : "get"}};
    opening.push_back(transport->OpenAsync(std::move(request), {}));
  }
  std::vector<std::unique_ptr<ByteStream>> streams;
  for (auto& each : opening) streams.push_back(each.Get().value());
  for (const auto& stream : streams) EXPECT_EQ(stream->Read().value(), "first");
  EXPECT_LE(Threads() - before, server.Connections() + 1) << "each connection has one at the server";
}

Script StreamOnEach() {
  return ForEachRequest([](const ReceivedRequest&, Connection& connection) {
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    connection.SendChunk("first");
    connection.WaitUntilClosed();
  });
}

TEST(CurlTransportTest, StreamsShareOneThread) {
  ScriptedServer server(StreamOnEach());
  ExpectOneThreadForAll(server, {.baseUrl = server.Url()});
}

TEST(CurlTransportTest, WatchesGetAConnectionEachFromAServerThatKnowsNoHttp2) {
  const fakes::CertificateAuthority ca;
  const fakes::Credentials credentials = ca.Issue({.ipAddresses = {"127.0.0.1"}});
  ScriptedServer server(StreamOnEach(), fakes::ServerTls{credentials.certificatePem, credentials.keyPem});
  ExpectOneThreadForAll(server, {.baseUrl = server.Url(), .caPem = ca.CertificatePem()});
}

std::shared_ptr<Transport> global_transport;
std::unique_ptr<ByteStream> global_stream;

void ExitWithOpenStream() {
  const fakes::CertificateAuthority ca;
  const fakes::Credentials credentials = ca.Issue({.ipAddresses = {"127.0.0.1"}});
  ScriptedServer server(
      [](Connection& connection) {
        connection.ReadRequest();
        connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        connection.WaitUntilClosed();
      },
      fakes::ServerTls{credentials.certificatePem, credentials.keyPem});
  global_transport = Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()});
  global_stream = global_transport->Open({.target = "/"}, {}).value();
  std::exit(0);
}

TEST(CurlTransportDeathTest, GlobalVariablesMayOutliveIt) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(ExitWithOpenStream(), testing::ExitedWithCode(0), "");
}

TEST(CurlTransportTest, RejectionsAreExplained) {
  const fakes::CertificateAuthority ca;
  const fakes::Credentials named = ca.Issue({.dnsNames = {"other.test"}});
  ScriptedServer server(Greet(), fakes::ServerTls{named.certificatePem, named.keyPem});
  const auto response = Make({.baseUrl = server.Url(), .caPem = ca.CertificatePem()})->Send({.target = "/"}, {});
  EXPECT_THAT(response.error().Message(), HasSubstr("IP address mismatch"));
}

}  // namespace
}  // namespace k8s::contract
