#include <chrono>
#include <thread>
#include <vector>

#include "contract/transport_contract.h"
#include "fakes/event.h"
#include "fakes/gzip.h"
#include "fakes/scripted_server.h"

#include <k8s/base/call_end.h>

namespace k8s::contract {
namespace {

using fakes::Connection;
using fakes::Event;
using fakes::ForEachRequest;
using fakes::Gzip;
using fakes::ReceivedRequest;
using fakes::Script;
using fakes::ScriptedServer;
using std::chrono::milliseconds;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ConnectionContract);

constexpr milliseconds kAtOnce{2000};

const std::vector<std::string> kWrites = {"POST", "PUT", "PATCH", "DELETE"};

/// Answers the first request with these bytes, and closes.
Script AnswerWith(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection) {
    connection.ReadRequest();
    connection.Send(bytes);
  };
}

std::size_t CountOf(const std::vector<ReceivedRequest>& requests, const std::string& target) {
  return static_cast<std::size_t>(
      std::count_if(requests.begin(), requests.end(), [&](const auto& request) { return request.target == target; }));
}

TEST_P(ConnectionContract, ConnectionsAreKeptAlive) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond("x"); }));
  const auto transport = Make({.baseUrl = server.Url()});
  for (const std::string method : {"GET", "POST", "DELETE", "GET", "PATCH"}) {
    ASSERT_TRUE(transport->Send({.method = method, .target = "/", .body = method == "GET" ? "" : "{}"}, {}));
  }
  EXPECT_EQ(server.Connections(), 1);
}

TEST_P(ConnectionContract, ThePathOfTheServerGoesBeforeTheTarget) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond(""); }));
  for (const std::string prefix : {"/k8s/clusters/c-1", "/k8s/clusters/c-1/"}) {
    const auto transport = Make({.baseUrl = server.Url() + prefix});
    ASSERT_TRUE(transport->Send({.target = "/api/v1/pods?limit=1"}, {}));
    EXPECT_EQ(server.Requests().back().target, "/k8s/clusters/c-1/api/v1/pods?limit=1");
  }
}

TEST_P(ConnectionContract, HostNamesTheServer) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond(""); }));
  ASSERT_TRUE(Make({.baseUrl = server.Url()})->Send({.target = "/"}, {}));
  EXPECT_EQ(*server.Requests()[0].headers.Find("Host"), "127.0.0.1:" + std::to_string(server.Port()));
}

TEST_P(ConnectionContract, Ipv6AddressesAreServers) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond("six"); }), {},
                        "::1");
  const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(response->body, "six");
  EXPECT_EQ(*server.Requests()[0].headers.Find("Host"), "[::1]:" + std::to_string(server.Port()));
}

TEST_P(ConnectionContract, NoBodyIsExpectedWhereThereIsNone) {
  ScriptedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 204 No Content\r\n\r\n");
    connection.ReadRequest();
    connection.Send("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n");
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    connection.ReadRequest();
    connection.Respond("the end");
  });
  const auto transport = Make({.baseUrl = server.Url()});
  EXPECT_EQ(transport->Send({.target = "/"}, {})->status, 204);
  EXPECT_EQ(transport->Send({.target = "/"}, {})->status, 304);
  EXPECT_EQ(transport->Send({.method = "HEAD", .target = "/"}, {})->body, "");
  EXPECT_EQ(transport->Send({.target = "/"}, {})->body, "the end");
  EXPECT_EQ(server.Connections(), 1);
}

TEST_P(ConnectionContract, ChunksMayBeCutAnywhere) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n"
      "4\r\nwiki\r\n6;ext=1\r\npedia \r\nA\r\nin\r\n\r\nchun\r\n3\r\nks.\r\n0\r\n\r\n";
  for (std::size_t cut = 1; cut < answer.size(); cut += 7) {
    ScriptedServer server([&](Connection& connection) {
      connection.ReadRequest();
      connection.Send(answer.substr(0, cut));
      std::this_thread::sleep_for(milliseconds(1));
      connection.Send(answer.substr(cut));
      connection.WaitUntilClosed();
    });
    const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
    ASSERT_TRUE(response) << cut << ": " << response.error().ToString();
    EXPECT_EQ(response->body, "wikipedia in\r\n\r\nchunks.");
  }
}

TEST_P(ConnectionContract, ABodyMayEndWithItsConnection) {
  ScriptedServer server(AnswerWith("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it"));
  const auto transport = Make({.baseUrl = server.Url()});
  EXPECT_EQ(transport->Send({.target = "/"}, {}).value().body, "all of it");
  EXPECT_EQ(ReadAll(*transport->Open({.target = "/"}, {}).value()).value(), "all of it");
}

TEST_P(ConnectionContract, StreamsWithoutChunksAreDeliveredPromptly) {
  Event firstRead;
  ScriptedServer server([&](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nfirst\n");
    connection.WaitFor(firstRead);
    connection.Send("second\n");
  });
  const auto transport = Make({.baseUrl = server.Url()});
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  std::string first;
  while (first.size() < 6) first += (*stream)->Read().value();
  EXPECT_EQ(first, "first\n");
  firstRead.Set();
  EXPECT_EQ(ReadAll(**stream).value(), "second\n");
}

TEST_P(ConnectionContract, ASlowReaderSlowsTheServer) {
  constexpr int kPieces = 1'000;
  constexpr std::size_t kPiece = 100'000;
  std::atomic<int> sent = 0;
  ScriptedServer server([&](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (; sent < kPieces; ++sent) connection.SendChunk(std::string(kPiece, 'x'));
    connection.SendChunk({});
    connection.WaitUntilClosed();
  });
  const auto transport = Make({.baseUrl = server.Url()});
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  int before = -1;
  while (before != sent) {
    before = sent;
    std::this_thread::sleep_for(milliseconds(200));
  }
  EXPECT_LT(sent, kPieces / 2) << "the kernel may buffer some megabytes, the transport next to nothing";
  EXPECT_EQ(ReadAll(**stream).value().size(), kPieces * kPiece);
}

TEST_P(ConnectionContract, AnAnswerThatIsCutOffIsNone) {
  for (const std::string bytes : {
           "",
           "HTTP/1.1 200 OK\r\nContent-Le",
           "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
       }) {
    ScriptedServer server(AnswerWith(bytes));
    const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
    ASSERT_FALSE(response) << bytes;
    EXPECT_EQ(response.error().Code(), ErrorCode::kUnavailable) << bytes << response.error().ToString();
  }
}

TEST_P(ConnectionContract, AStreamThatIsCutOffIsAnErrorAfterItsBytes) {
  for (const bool reset : {false, true}) {
    Event received;
    ScriptedServer server([&](Connection& connection) {
      connection.ReadRequest();
      connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
      connection.WaitFor(received);
      if (reset) connection.Reset();
    });
    const auto transport = Make({.baseUrl = server.Url()});
    const auto stream = transport->Open({.target = "/"}, {});
    ASSERT_TRUE(stream) << stream.error().ToString();
    EXPECT_EQ((*stream)->Read().value(), "half");
    received.Set();
    for (int i = 0; i < 2; ++i) {
      const auto end = (*stream)->Read();
      ASSERT_FALSE(end);
      EXPECT_EQ(end.error().Code(), ErrorCode::kUnavailable);
    }
  }
}

TEST_P(ConnectionContract, WhatIsNotHttpIsUnavailable) {
  for (const std::string bytes : {
           "SSH-2.0-OpenSSH_9.2\r\n\r\n",
           "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 99999 OK\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 7 OK\r\nContent-Length: 0\r\n\r\n",
           "\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot hex\r\nbytes\r\n0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nbytes\r\n0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-7fffffff\r\nbytes\r\n0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nbytes\r\n0\r\n\r\n",
           "\x15\x03\x01\x00\x02\x02\x0a",
       }) {
    ScriptedServer server(AnswerWith(bytes));
    const auto transport = Make({.baseUrl = server.Url()});
    const auto response = transport->Send({.target = "/"}, {});
    ASSERT_FALSE(response) << bytes;
    EXPECT_EQ(response.error().Code(), ErrorCode::kUnavailable) << bytes << response.error().ToString();
    const auto stream = transport->Open({.target = "/"}, {});
    EXPECT_FALSE(stream && ReadAll(**stream)) << bytes;
  }
}

TEST_P(ConnectionContract, AnAnswerWithTwoLengthsIsNone) {
  for (const std::string lengths : {"Content-Length: 5\r\nContent-Length: 4\r\n", "Content-Length: 4\r\nContent-Length: 5\r\n",
                                    "Content-Length: 5\r\nX-A: b\r\ncontent-length: 4\r\n"}) {
    ScriptedServer server(AnswerWith("HTTP/1.1 200 OK\r\n" + lengths + "\r\nfives"));
    const auto transport = Make({.baseUrl = server.Url()});
    const auto response = transport->Send({.target = "/"}, {});
    ASSERT_FALSE(response) << lengths;
    EXPECT_EQ(response.error().Code(), ErrorCode::kUnavailable);
    EXPECT_EQ(response.error().Failure(), TransportFailure::kProtocol) << response.error().ToString();
    const auto stream = transport->Open({.target = "/"}, {});
    EXPECT_FALSE(stream && ReadAll(**stream)) << lengths;
  }
}

TEST_P(ConnectionContract, AnAnswerWhoseLengthNobodyCanCountIsNone) {
  for (const std::string length : {"99999999999999999999999", "18446744073709551616", "5x", "-5", "0x5"}) {
    ScriptedServer server(AnswerWith("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nfives"));
    const auto transport = Make({.baseUrl = server.Url()});
    const auto response = transport->Send({.target = "/"}, {});
    ASSERT_FALSE(response) << length;
    EXPECT_EQ(response.error().Code(), ErrorCode::kUnavailable);
    EXPECT_EQ(response.error().Failure(), TransportFailure::kProtocol) << response.error().ToString();
    const auto stream = transport->Open({.target = "/"}, {});
    EXPECT_FALSE(stream && ReadAll(**stream)) << length;
  }
}

TEST_P(ConnectionContract, ARefusedConnectionIsUnavailable) {
  const auto transport = Make({.baseUrl = "http://127.0.0.1:" + std::to_string(fakes::RefusingPort())});
  EXPECT_EQ(transport->Send({.target = "/"}, {}).error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(transport->Open({.target = "/"}, {}).error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(transport->Send({.method = "POST", .target = "/"}, {}).error().Code(), ErrorCode::kUnavailable);
}

TEST_P(ConnectionContract, AnUnknownHostIsUnavailable) {
  const auto transport = Make({.baseUrl = "http://no-such-host.invalid"});
  EXPECT_EQ(transport->Send({.target = "/"}, {}).error().Code(), ErrorCode::kUnavailable);
}

TEST_P(ConnectionContract, RedirectsAreAnswers) {
  ScriptedServer elsewhere(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond("lured"); }));
  ScriptedServer server(ForEachRequest([&](const ReceivedRequest&, Connection& connection) {
    connection.Respond("", "307 Temporary Redirect", "Location: " + elsewhere.Url() + "/x\r\n");
  }));
  const auto transport = Make({.baseUrl = server.Url()});
  const auto response = transport->Send({.target = "/", .headers = {{"Authorization", "Bearer token"}}}, {});
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(response->status, 307);
  EXPECT_EQ(*response->headers.Find("Location"), elsewhere.Url() + "/x");
  EXPECT_EQ(elsewhere.Connections(), 0);
}

// ---- gzip

Script AnswerGzip(std::string compressed, std::string encoding = "gzip") {
  return ForEachRequest([=](const ReceivedRequest&, Connection& connection) {
    connection.Respond(compressed, "200 OK", "Content-Encoding: " + encoding + "\r\n");
  });
}

TEST_P(ConnectionContract, GzipIsAskedForAndUndone) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i * 7919 % 10'007);
  ScriptedServer server(AnswerGzip(Gzip(text)));
  const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_TRUE(response->body == text);
  EXPECT_FALSE(response->headers.Find("Content-Encoding")) << "no longer true";
  EXPECT_EQ(*server.Requests()[0].headers.Find("Accept-Encoding"), "gzip");
}

TEST_P(ConnectionContract, GzipMayHoldMuchMoreThanItIs) {
  std::string text(30'000'000, 'x');
  for (std::size_t i = 0; i < text.size(); i += 50) text[i] = static_cast<char>('a' + i * 7919 % 26);
  ScriptedServer server(AnswerGzip(Gzip(text)));
  const auto transport = Make({.baseUrl = server.Url()});
  EXPECT_TRUE(transport->Send({.target = "/"}, {}).value().body == text);
  EXPECT_TRUE(transport->SendAsync({.target = "/"}, {}).Get().value().body == text);
}

TEST_P(ConnectionContract, GzipMayComeInSmallChunksAndSeveralMembers) {
  const std::string compressed = Gzip("first, ") + Gzip("second");
  ScriptedServer server([&](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n");
    for (const char byte : compressed) connection.SendChunk({&byte, 1});
    connection.SendChunk({});
    connection.WaitUntilClosed();
  });
  EXPECT_EQ(Make({.baseUrl = server.Url()})->Send({.target = "/"}, {}).value().body, "first, second");
}

TEST_P(ConnectionContract, GzipIsNotAskedForWhenSwitchedOff) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond(""); }));
  const auto transport = Make({.baseUrl = server.Url(), .disableCompression = true});
  ASSERT_TRUE(transport->Send({.target = "/"}, {}));
  const auto requests = server.Requests();
  const std::string* const accepted = requests[0].headers.Find("Accept-Encoding");
  EXPECT_TRUE(!accepted || *accepted == "identity");
}

TEST_P(ConnectionContract, GzipBombsAreDefused) {
  const std::string bomb = Gzip(std::string(50'000'000, '\0'));
  ASSERT_LT(bomb.size(), 100'000u);
  ScriptedServer server(AnswerGzip(bomb));
  const auto response = Make({.baseUrl = server.Url(), .maxResponseBytes = 1'000'000})->Send({.target = "/"}, {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().Code(), ErrorCode::kDecode);
}

TEST_P(ConnectionContract, EndlessGzipOfNothingIsAnError) {
  const std::string nothing = Gzip("");
  ScriptedServer server([&](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n");
    while (true) connection.SendChunk(nothing);
  });
  const auto response = Make({.baseUrl = server.Url(), .maxResponseBytes = 1'000})->Send({.target = "/"}, {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().Code(), ErrorCode::kDecode) << response.error().ToString();
}

TEST_P(ConnectionContract, BrokenGzipIsAnError) {
  const std::string compressed = Gzip(std::string(10'000, 'x'));
  for (const std::string& body : {std::string("not gzip at all"), compressed.substr(0, compressed.size() / 2)}) {
    ScriptedServer server(AnswerGzip(body));
    const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().Code(), ErrorCode::kDecode);
  }
}

TEST_P(ConnectionContract, EncodingsThatWereNotAskedForAreErrors) {
  ScriptedServer server(AnswerGzip("whatever", "br"));
  EXPECT_EQ(Make({.baseUrl = server.Url()})->Send({.target = "/"}, {}).error().Code(), ErrorCode::kDecode);
}

TEST_P(ConnectionContract, BodiesBeyondTheLimitAreErrors) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest& request, Connection& connection) {
    if (request.target == "/length") return connection.Respond(std::string(1'001, 'x'));
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (true) connection.SendChunk(std::string(100, 'x'));
  }));
  const auto transport = Make({.baseUrl = server.Url(), .maxResponseBytes = 1'000});
  EXPECT_EQ(transport->Send({.target = "/length"}, {}).error().Code(), ErrorCode::kDecode);
  EXPECT_EQ(transport->Send({.target = "/endless"}, {}).error().Code(), ErrorCode::kDecode);
}

// ---- kept-alive connections that turn out to be dead

/// Answers one request; then ends the connection as `end` says, which is given what the transport sends next.
using HowItEnds = std::function<void(Connection&)>;

void CloseWhileIdle(Connection& connection) { connection.Close(); }
void ResetWhileIdle(Connection& connection) { connection.Reset(); }
void CloseOnRequest(Connection& connection) { connection.ReadRequest(); }
void ResetOnRequest(Connection& connection) {
  connection.ReadRequest();
  connection.Reset();
}

/// A server whose first connection dies after one answer, and a transport that keeps that connection alive.
class DyingConnection {
 public:
  DyingConnection(const TransportSubject& subject, HowItEnds end, std::optional<fakes::ServerTls> tls = {})
      : server_({[this, end](Connection& connection) {
                   connection.ReadRequest();
                   connection.Respond("first");
                   connection.WaitFor(answered_);
                   end(connection);
                   ended_.Set();
                 },
                 ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond("again"); })},
                std::move(tls)),
        transport_(subject.make({.baseUrl = server_.Url(), .insecureSkipVerify = true}).value()) {
    EXPECT_EQ(transport_->Send({.target = "/first"}, {}).value().body, "first");
    answered_.Set();
  }

  void WaitForTheEnd() {
    EXPECT_TRUE(ended_.Wait());
    std::this_thread::sleep_for(milliseconds(20));  // for the kernel to deliver it
  }
  Transport& GetTransport() { return *transport_; }
  std::size_t Arrivals(const std::string& target) { return CountOf(server_.Requests(), target); }

 private:
  Event answered_;
  Event ended_;
  ScriptedServer server_;
  std::shared_ptr<Transport> transport_;
};

TEST_P(ConnectionContract, AConnectionThatDiedWhileIdleIsReplaced) {
  for (const HowItEnds end : {CloseWhileIdle, ResetWhileIdle}) {
    for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
      for (const std::size_t size : {0, 2, 3'000'000}) {
        if (method == "GET" && size > 0) continue;
        DyingConnection dying(GetParam(), end);
        dying.WaitForTheEnd();
        const auto response = dying.GetTransport().Send({.method = method, .target = "/x", .body = std::string(size, 'x')}, {});
        EXPECT_LE(dying.Arrivals("/x"), 1u);
        if (method == "GET") {
          ASSERT_TRUE(response) << response.error().ToString();
          EXPECT_EQ(response->body, "again");
        } else if (!response) {  // who cannot know that nothing was sent must say so
          EXPECT_EQ(response.error().Code(), ErrorCode::kUnavailable);
        }
      }
    }
  }
}

TEST_P(ConnectionContract, AWriteNeverArrivesTwice) {
  for (const HowItEnds end : {CloseOnRequest, ResetOnRequest}) {
    for (const std::string& method : kWrites) {
      for (const std::string body : {"", "{}"}) {
        DyingConnection dying(GetParam(), end);
        const auto response = dying.GetTransport().Send({.method = method, .target = "/x", .body = body}, {});
        ASSERT_FALSE(response) << method;
        EXPECT_EQ(response.error().Code(), ErrorCode::kUnavailable) << response.error().ToString();
        EXPECT_EQ(dying.Arrivals("/x"), 1u) << method << " " << body;

        const auto next = dying.GetTransport().Send({.method = method, .target = "/y"}, {});
        ASSERT_TRUE(next) << "it spoils nothing: " << next.error().ToString();
        EXPECT_EQ(dying.Arrivals("/y"), 1u);
      }
    }
  }
}

TEST_P(ConnectionContract, AGetIsRepeated) {
  for (const HowItEnds end : {CloseOnRequest, ResetOnRequest}) {
    DyingConnection dying(GetParam(), end);
    const auto response = dying.GetTransport().Send({.target = "/x"}, {});
    ASSERT_TRUE(response) << response.error().ToString();
    EXPECT_EQ(response->body, "again");
    EXPECT_EQ(dying.Arrivals("/x"), 2u);
  }
}

TEST_P(ConnectionContract, BytesThatNobodyAskedForAreNoAnswer) {
  DyingConnection dying(GetParam(), [](Connection& connection) {
    connection.Respond("smuggled");
    connection.WaitUntilClosed();
  });
  std::this_thread::sleep_for(milliseconds(50));
  const auto response = dying.GetTransport().Send({.target = "/x"}, {});
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(response->body, "again");
}

TEST_P(ConnectionContract, ATimeoutToldToAnIdleConnectionIsNoAnswer) {
  for (const std::string method : {"GET", "POST"}) {
    Event first, told;
    ScriptedServer server(
        {[&](Connection& connection) {
           connection.ReadRequest();
           connection.Respond("first");
           connection.WaitFor(first);
           connection.Respond("", "408 Request Timeout", "Connection: close\r\n");
           connection.Close();
           told.Set();
         },
         ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond("again"); })});
    const auto transport = Make({.baseUrl = server.Url()});
    ASSERT_TRUE(transport->SendAsync({.target = "/"}, {}).Get());
    first.Set();
    ASSERT_TRUE(told.Wait());
    std::this_thread::sleep_for(milliseconds(20));  // for the kernel to deliver it
    const auto response = transport->SendAsync({.method = method, .target = "/"}, {}).Get();
    ASSERT_TRUE(response) << response.error().ToString();
    EXPECT_EQ(response->body, "again");
  }
}

// ---- limits of time that need a connection to observe

TEST_P(ConnectionContract, ConnectingEndsAtOnceWhenCancelled) {
  const fakes::UnansweringPort port;
  const auto transport = Make({.baseUrl = "http://127.0.0.1:" + std::to_string(port.Port())});
  std::stop_source stop;
  auto answer = transport->SendAsync({.target = "/"}, {.stop = stop.get_token()});
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_FALSE(answer.Ready());
  const auto start = std::chrono::steady_clock::now();
  stop.request_stop();
  EXPECT_EQ(answer.Get().error().Code(), ErrorCode::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - start, kAtOnce);
}

TEST_P(ConnectionContract, ConnectingHasATimeLimitOfItsOwn) {
  const fakes::UnansweringPort port;
  const auto transport =
      Make({.baseUrl = "http://127.0.0.1:" + std::to_string(port.Port()), .connectTimeout = milliseconds(100)});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(transport->Send({.target = "/"}, {}).error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(transport->Open({.target = "/"}, {}).error().Code(), ErrorCode::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(200) + 2 * kAtOnce);
  EXPECT_EQ(transport->Send({.target = "/"}, CallContext::Within(milliseconds(50))).error().Code(),
            ErrorCode::kDeadlineExceeded);
}

TEST_P(ConnectionContract, AnsweringMayTakeLongerThanConnecting) {
  ScriptedServer server([](Connection& connection) {
    connection.ReadRequest();
    std::this_thread::sleep_for(milliseconds(300));
    connection.Respond("late");
    connection.WaitUntilClosed();
  });
  const auto transport = Make({.baseUrl = server.Url(), .connectTimeout = milliseconds(150)});
  const auto response = transport->Send({.target = "/"}, {});
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(response->body, "late");
}

TEST_P(ConnectionContract, SilenceEndsASendButNotAStream) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest& request, Connection& connection) {
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::this_thread::sleep_for(milliseconds(400));
    connection.SendChunk(request.target);
    connection.SendChunk({});
  }));
  const auto transport = Make({.baseUrl = server.Url(), .idleTimeout = milliseconds(150)});
  EXPECT_EQ(transport->Send({.target = "/send"}, {}).error().Code(), ErrorCode::kUnavailable);
  const auto stream = transport->Open({.target = "/stream"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ(ReadAll(**stream).value(), "/stream");
}

TEST_P(ConnectionContract, AStreamWhoseHeadDoesNotComeIsNotWaitedForForEver) {
  ScriptedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.WaitUntilClosed();
  });
  const auto transport = Make({.baseUrl = server.Url(), .headTimeout = milliseconds(100)});
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(stream.error().Failure(), TransportFailure::kTimeout) << stream.error().ToString();
}

TEST_P(ConnectionContract, AHeadThatMayBeLateIsWaitedFor) {
  Event late;
  ScriptedServer server(ForEachRequest([&](const ReceivedRequest& request, Connection& connection) {
    if (request.target == "/late") connection.WaitFor(late);
    if (request.target == "/never") connection.WaitUntilClosed();
    connection.Respond("a line");
  }));
  const auto transport = Make({.baseUrl = server.Url(), .headTimeout = milliseconds(100)});
  auto stream = transport->OpenAsync({.target = "/late", .headMayBeLate = true}, {});
  EXPECT_FALSE(transport->Open({.target = "/never"}, {})) << "so long it was waited for";
  late.Set();
  EXPECT_EQ(ReadAll(*stream.Get().value()).value(), "a line");
}

TEST_P(ConnectionContract, AHeadThatMustBeThereByThenIsNotWaitedForLonger) {
  Event late;
  ScriptedServer server(ForEachRequest([&](const ReceivedRequest& request, Connection& connection) {
    if (request.target == "/never") connection.WaitUntilClosed();
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    connection.WaitFor(late);
    connection.SendChunk("late");
    connection.SendChunk({});
  }));
  const auto transport = Make({.baseUrl = server.Url()});
  Result<std::unique_ptr<ByteStream>> stream = CallDeadlineExceeded();
  std::chrono::steady_clock::time_point later;
  for (milliseconds limit(250); !stream; limit *= 2) {  // a busy machine may need more of them
    ASSERT_EQ(stream.error().Code(), ErrorCode::kDeadlineExceeded) << stream.error().ToString();
    later = std::chrono::steady_clock::now() + limit;
    stream = transport->Open({.target = "/", .headBy = later}, {});
  }
  for (const bool mayBeLate : {false, true}) {
    const auto none = transport->Open({.target = "/never", .headMayBeLate = mayBeLate, .headBy = later}, {});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().Code(), ErrorCode::kDeadlineExceeded) << none.error().ToString();
  }
  EXPECT_GE(std::chrono::steady_clock::now(), later);
  late.Set();
  EXPECT_EQ(ReadAll(**stream).value(), "late") << "it was open in time, and has no limit since";
}

TEST_P(ConnectionContract, AHeadWithANulByteIsNone) {
  ScriptedServer server(AnswerWith(std::string("HTTP/1.1 200 OK\r\nX-Odd: a\0b\r\nContent-Length: 0\r\n\r\n", 50)));
  const auto response = Make({.baseUrl = server.Url()})->Send({.target = "/"}, {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().Code(), ErrorCode::kUnavailable);
}

TEST_P(ConnectionContract, TheBodyOfARefusedStreamIsNotWaitedForForEver) {
  ScriptedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nhalf");
    connection.WaitUntilClosed();
  });
  const auto transport = Make({.baseUrl = server.Url(), .idleTimeout = milliseconds(100)});
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ((*stream)->Head().status, 403);
  const auto body = ReadAll(**stream);
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().Failure(), TransportFailure::kTimeout) << body.error().ToString();
}

TEST_P(ConnectionContract, TheBodyOfARefusedStreamIsNotWaitedForForEverOnceItsReaderWasSlow) {
  ScriptedServer server([](Connection& connection) {
    connection.ReadRequest();
    connection.Send("HTTP/1.1 403 Forbidden\r\nContent-Length: 5000000\r\n\r\n" + std::string(500'000, 'x'));
    connection.WaitUntilClosed();
  });
  const auto transport = Make({.baseUrl = server.Url(), .idleTimeout = milliseconds(200)});
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  const auto body = ReadAll(**stream);
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().Failure(), TransportFailure::kTimeout) << body.error().ToString();
}

TEST_P(ConnectionContract, LimitsWithoutEndAreNone) {
  ScriptedServer server(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond("x"); }));
  for (const milliseconds limit : {milliseconds::max(), milliseconds(0), milliseconds::max() / 2}) {
    const auto transport = Make({.baseUrl = server.Url(), .connectTimeout = limit, .idleTimeout = limit, .headTimeout = limit});
    const auto response = transport->Send({.target = "/"}, CallContext::Within(milliseconds::max()));
    EXPECT_TRUE(response) << response.error().ToString();
    const auto stream = transport->Open({.target = "/"}, CallContext::Within(milliseconds::max()));
    ASSERT_TRUE(stream) << stream.error().ToString();
    EXPECT_EQ(ReadAll(**stream).value(), "x");
  }
}

// ---- proxies

TEST_P(ConnectionContract, ProxiesAreGivenTheWholeUrl) {
  ScriptedServer proxy(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond("by proxy"); }));
  const auto transport = Make({.baseUrl = "http://api.invalid:8080/prefix", .proxyUrl = proxy.Url()});
  for (const std::string method : {"GET", "POST"}) {
    const auto response = transport->Send({.method = method, .target = "/x?y=%2F"}, {});
    ASSERT_TRUE(response) << response.error().ToString();
    EXPECT_EQ(response->body, "by proxy");
  }
  EXPECT_EQ(proxy.Requests()[0].target, "http://api.invalid:8080/prefix/x?y=%2F");
  EXPECT_EQ(*proxy.Requests()[0].headers.Find("Host"), "api.invalid:8080");
}

TEST_P(ConnectionContract, ProxiesAreGivenTheirCredentials) {
  ScriptedServer proxy(ForEachRequest([](const ReceivedRequest&, Connection& connection) { connection.Respond(""); }));
  const std::string url = "http://me:s%40crt@127.0.0.1:" + std::to_string(proxy.Port());
  ASSERT_TRUE(Make({.baseUrl = "http://api.invalid", .proxyUrl = url})->Send({.target = "/"}, {}));
  ASSERT_TRUE(proxy.Requests()[0].headers.Find("Proxy-Authorization"));
  EXPECT_EQ(*proxy.Requests()[0].headers.Find("Proxy-Authorization"), "Basic bWU6c0BjcnQ=");
}

}  // namespace
}  // namespace k8s::contract
