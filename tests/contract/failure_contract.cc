#include <chrono>
#include <thread>
#include <vector>

#include "contract/transport_contract.h"
#include "fakes/event.h"
#include "fakes/scripted_server.h"
#include "fakes/test_certificates.h"

namespace k8s::contract {
namespace {

using fakes::Connection;
using fakes::ForEachRequest;
using fakes::ReceivedRequest;
using fakes::Script;
using fakes::ScriptedServer;
using std::chrono::milliseconds;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FailureContract);

const std::vector<std::string> kMethods = {"GET", "POST", "PUT", "PATCH", "DELETE"};

bool IsWrite(const std::string& method) { return method != "GET"; }

/// Of every method the same failure; of a write that may have arrived it says so.
void ExpectFailure(Transport& transport, TransportFailure failure, bool maybeSent) {
  for (const std::string& method : kMethods) {
    const auto response = transport.Send({.method = method, .target = "/", .body = IsWrite(method) ? "{}" : ""}, {});
    ASSERT_FALSE(response) << method;
    EXPECT_EQ(response.error().Failure(), failure) << method << ": " << response.error().ToString();
    EXPECT_EQ(response.error().IsOutcomeUnknown(), maybeSent && IsWrite(method)) << method;
  }
  const auto stream = transport.Open({.target = "/"}, {});
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().Failure(), failure) << stream.error().ToString();
}

/// Answers a request on each connection with these bytes, and closes.
Script AnswerWith(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection) {
    connection.ReadRequest();
    connection.Send(bytes);
  };
}

TEST_P(FailureContract, NobodyListening) {
  const auto transport = Make({.baseUrl = "http://127.0.0.1:" + std::to_string(fakes::RefusingPort())});
  ExpectFailure(*transport, TransportFailure::kRefused, false);
}

TEST_P(FailureContract, AnUnknownName) {
  ExpectFailure(*Make({.baseUrl = "http://no-such-host.invalid"}), TransportFailure::kNameLookup, false);
}

TEST_P(FailureContract, NotConnectedInTime) {
  const fakes::UnansweringPort port;
  const auto transport =
      Make({.baseUrl = "http://127.0.0.1:" + std::to_string(port.Port()), .connectTimeout = milliseconds(50)});
  const auto response = transport->Send({.target = "/"}, {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().Failure(), TransportFailure::kTimeout) << response.error().ToString();
  EXPECT_FALSE(response.error().IsOutcomeUnknown());
}

TEST_P(FailureContract, SilentForTooLong) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.WaitUntilClosed(); }));
  const auto transport = Make({.baseUrl = server.Url(), .idleTimeout = milliseconds(100)});
  for (const std::string method : {"GET", "POST"}) {
    const auto response = transport->Send({.method = method, .target = "/"}, {});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().Failure(), TransportFailure::kTimeout) << response.error().ToString();
    EXPECT_EQ(response.error().IsOutcomeUnknown(), IsWrite(method));
  }
}

TEST_P(FailureContract, AServerThatIsNotTrusted) {
  const fakes::CertificateAuthority ca, other;
  const fakes::Credentials credentials = ca.Issue({.ipAddresses = {"127.0.0.1"}});
  ScriptedServer server(AnswerWith("HTTP/1.1 200 OK\r\n\r\n"),
                        fakes::ServerTls{credentials.certificatePem, credentials.keyPem});
  ExpectFailure(*Make({.baseUrl = server.Url(), .caPem = other.CertificatePem()}), TransportFailure::kTls, false);
}

TEST_P(FailureContract, AServerWithoutTls) {
  ScriptedServer server([](Connection& connection) { connection.Send("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  const std::string url = "https://127.0.0.1:" + std::to_string(server.Port());
  ExpectFailure(*Make({.baseUrl = url, .insecureSkipVerify = true}), TransportFailure::kTls, false);
}

TEST_P(FailureContract, ClosedBeforeTheAnswerWasComplete) {
  for (const std::string bytes : {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha"}) {
    ScriptedServer server(AnswerWith(bytes));
    const auto transport = Make({.baseUrl = server.Url()});
    for (const std::string& method : kMethods) {
      const auto response = transport->Send({.method = method, .target = "/"}, {});
      ASSERT_FALSE(response) << method;
      EXPECT_EQ(response.error().Failure(), TransportFailure::kReset) << bytes << ": " << response.error().ToString();
      EXPECT_EQ(response.error().IsOutcomeUnknown(), IsWrite(method)) << method;
    }
  }
}

TEST_P(FailureContract, ResetBeforeTheAnswer) {
  ScriptedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.Reset();
  });
  ExpectFailure(*Make({.baseUrl = server.Url()}), TransportFailure::kReset, true);
}

TEST_P(FailureContract, WhatIsNotHttp) {
  for (const std::string bytes : {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n"}) {
    ScriptedServer server(AnswerWith(bytes));
    ExpectFailure(*Make({.baseUrl = server.Url()}), TransportFailure::kProtocol, true);
  }
  ScriptedServer server(AnswerWith("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot hex\r\nbytes\r\n0\r\n\r\n"));
  const auto response = Make({.baseUrl = server.Url()})->Send({.method = "POST", .target = "/"}, {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().Failure(), TransportFailure::kProtocol) << response.error().ToString();
  EXPECT_TRUE(response.error().IsOutcomeUnknown());
}

TEST_P(FailureContract, AnAnswerBeyondTheLimits) {
  ScriptedServer server(
      ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond(std::string(2'000, 'x')); }));
  const auto transport = Make({.baseUrl = server.Url(), .maxResponseBytes = 1'000});
  for (const std::string method : {"GET", "POST"}) {
    const auto response = transport->Send({.method = method, .target = "/"}, {});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().Code(), ErrorCode::kDecode);
    EXPECT_EQ(response.error().Failure(), TransportFailure::kProtocol);
    EXPECT_EQ(response.error().IsOutcomeUnknown(), IsWrite(method));
  }
}

TEST_P(FailureContract, AProxyThatDoesNotLetUsThrough) {
  for (const std::string status : {"407 Proxy Authentication Required", "502 Bad Gateway"}) {
    ScriptedServer proxy(AnswerWith("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"));
    ExpectFailure(*Make({.baseUrl = "https://api.invalid", .proxyUrl = proxy.Url()}), TransportFailure::kProxy, false);
  }
  const std::string nobody = "http://127.0.0.1:" + std::to_string(fakes::RefusingPort());
  ExpectFailure(*Make({.baseUrl = "https://api.invalid", .proxyUrl = nobody}), TransportFailure::kProxy, false);
}

// Whether more requests come to the server, in time.
bool ArriveMoreThan(std::size_t count, ScriptedServer& server) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (server.Requests().size() <= count && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  return server.Requests().size() > count;
}

// The end of a call whose deadline passed when the server had it already: one that came too late to be sent proves nothing.
Error LateAfterArrival(Transport& transport, const std::string& method, ScriptedServer& server) {
  std::size_t before = 0;
  Error error(ErrorCode::kInternal, "no call");
  do {
    before = server.Requests().size();
    error = transport.Send({.method = method, .target = "/"}, CallContext::Within(milliseconds(50))).error();
  } while (server.Requests().size() == before);
  return error;
}

TEST_P(FailureContract, AWriteThatWasGivenUpMayHaveBeenDone) {
  for (const std::string method : {"GET", "POST", "DELETE"}) {
    fakes::Event arrived;
    ScriptedServer server([&](Connection& connection) {
      connection.ReadRequest();
      arrived.Set();
      connection.WaitUntilClosed();
    });
    auto transport = Make({.baseUrl = server.Url()});
    std::stop_source stop;
    auto stopped = transport->SendAsync({.method = method, .target = "/"}, {.stop = stop.get_token()});
    ASSERT_TRUE(arrived.Wait());
    stop.request_stop();
    const Error late = LateAfterArrival(*transport, method, server);
    const std::size_t arrivedBefore = server.Requests().size();
    auto abandoned = transport->SendAsync({.method = method, .target = "/"}, {});
    ASSERT_TRUE(ArriveMoreThan(arrivedBefore, server));
    transport.reset();
    for (const Error& error : {stopped.Get().error(), late, abandoned.Get().error()}) {
      EXPECT_EQ(error.IsOutcomeUnknown(), IsWrite(method)) << error.ToString();
    }
  }
}

}  // namespace
}  // namespace k8s::contract
