#include "contract/transport_contract.h"

#include <latch>
#include <mutex>
#include <thread>
#include <vector>

#include "fakes/event.h"

namespace k8s::contract {
namespace {

using testing::ElementsAre;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TransportContract);

void Echo(const Request& request, Answer& answer) { answer.Whole(200, request.body); }

TEST_P(TransportContract, EveryStatusIsAnAnswer) {
  const auto transport =
      Serve([](const Request& request, Answer& answer) { answer.Whole(std::stoi(request.target.substr(1)), "a body"); });
  for (const int status : {200, 201, 202, 301, 400, 401, 403, 404, 409, 410, 422, 429, 500, 503, 504}) {
    const auto response = transport->Send({.target = "/" + std::to_string(status)}, {});
    ASSERT_TRUE(response) << response.error().ToString();
    EXPECT_EQ(response->status, status);
    EXPECT_EQ(response->body, "a body");
  }
}

TEST_P(TransportContract, EveryMethodArrives) {
  const auto transport = Serve([](const Request& request, Answer& answer) { answer.Whole(200, request.method); });
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    EXPECT_EQ(transport->Send({.method = method, .target = "/"}, {})->body, method);
  }
}

TEST_P(TransportContract, BodiesArriveAndComeBack) {
  const auto transport = Serve(Echo);
  for (const std::string& body : {std::string(), std::string("{}"), std::string("\0\r\n\xff", 4), std::string(100'000, 'x')}) {
    for (const std::string method : {"POST", "PUT", "PATCH", "DELETE"}) {
      const auto response = transport->Send({.method = method, .target = "/", .body = body}, {});
      ASSERT_TRUE(response) << response.error().ToString();
      EXPECT_EQ(response->body, body) << method;
    }
  }
}

TEST_P(TransportContract, LargeBodiesArriveWhole) {
  const auto transport = Serve(Echo);
  std::string body(20 * 1024 * 1024, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 2654435761u >> 13);
  const auto response = transport->Send({.method = "POST", .target = "/", .body = body}, {});
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_TRUE(response->body == body);
}

TEST_P(TransportContract, TargetsArriveUntouched) {
  const auto transport = Serve([](const Request& request, Answer& answer) { answer.Whole(200, request.target); });
  for (const std::string target :
       {"/", "/api", "/api/", "/api/v1/namespaces/a%2Fb/pods", "/x?labelSelector=a%3Db%2Cc%20in%20%28d%29",
        "/x?fieldSelector=metadata.name%3D%C3%A9&limit=500&continue=%2B%2f%3D", "/x?a=b+c&watch",
        "/x?q=a%25b&r=~-._!*'();:@/?$,", "/x//y", "/%2e%2e/x"}) {
    const auto response = transport->Send({.target = target}, {});
    ASSERT_TRUE(response) << target << ": " << response.error().ToString();
    EXPECT_EQ(response->body, target);
  }
}

TEST_P(TransportContract, HeadersArrive) {
  std::vector<Headers> arrived;
  const auto transport = Serve([&](const Request& request, Answer& answer) {
    arrived.push_back(request.headers);
    answer.Whole(200, "");
  });
  const Headers headers{{"Accept", "application/json"}, {"X-Odd", "a, b; c=\"d\"\t e"}, {"User-Agent", "tests"}};
  ASSERT_TRUE(transport->Send({.target = "/", .headers = headers}, {}));
  ASSERT_EQ(arrived.size(), 1u);
  for (const auto& [name, value] : headers) {
    ASSERT_TRUE(arrived[0].Find(name)) << name;
    EXPECT_EQ(*arrived[0].Find(name), value);
  }
}

TEST_P(TransportContract, HeadersOfOneNameStayApart) {
  std::vector<std::string> groups;
  const auto transport = Serve([&](const Request& request, Answer& answer) {
    for (const auto& [name, value] : request.headers) {
      if (name == "Impersonate-Group") groups.push_back(value);
    }
    answer.Whole(200, "");
  });
  const Headers headers{{"Impersonate-Group", "first"}, {"Impersonate-Group", "second, and last"}};
  ASSERT_TRUE(transport->Send({.target = "/", .headers = headers}, {}));
  EXPECT_THAT(groups, ElementsAre("first", "second, and last"));
}

TEST_P(TransportContract, NoHeaderSpeaksOfIdentity) {
  Headers arrived;
  const auto transport = Serve([&](const Request& request, Answer& answer) {
    arrived = request.headers;
    answer.Whole(200, "");
  });
  ASSERT_TRUE(transport->Send({.target = "/"}, {}));
  for (const char* name : {"Authorization", "Proxy-Authorization", "Cookie", "From"}) EXPECT_FALSE(arrived.Find(name)) << name;
}

TEST_P(TransportContract, HeadersComeBack) {
  const auto transport = Serve([](const Request&, Answer& answer) {
    answer.Begin(200, {{"Content-Type", "application/json"}, {"Retry-After", "7"}, {"X-Kubernetes-Pf-Flowschema-Uid", "u"}});
    answer.End();
  });
  const auto response = transport->Send({.target = "/"}, {});
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(*response->headers.Find("content-type"), "application/json");
  EXPECT_EQ(*response->headers.Find("Retry-After"), "7");
  EXPECT_EQ(*response->headers.Find("x-kubernetes-pf-flowschema-uid"), "u");
}

TEST_P(TransportContract, WhatWouldBeAnotherRequestIsNotSent) {
  int requests = 0;
  const auto transport = Serve([&](const Request&, Answer& answer) {
    ++requests;
    answer.Whole(200, "");
  });
  const std::vector<Request> malformed = {
      {.target = "/", .headers = {{"X-A", "b\r\nX-C: d"}}},
      {.target = "/", .headers = {{"X-A: b\r\nX-C", "d"}}},
      {.target = "/", .headers = {{"", "d"}}},
      {.target = "/", .headers = {{"Content-Length", "7"}}},
      {.target = "/", .headers = {{"transfer-encoding", "chunked"}}},
      {.target = "/a b"},
      {.target = "/a\r\nX-C: d"},
      {.target = "/a#b"},
      {.target = "/\xc3\xa9"},
      {.target = "api"},
      {.target = ""},
      {.method = "GET /x", .target = "/"},
      {.method = "", .target = "/"},
  };
  for (const Request& request : malformed) {
    const auto response = transport->Send(request, {});
    ASSERT_FALSE(response) << request.method << " " << request.target;
    EXPECT_EQ(response.error().Code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(transport->Open(request, {}).error().Code(), ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(requests, 0);
}

TEST_P(TransportContract, StreamsDeliverWhatIsThereBeforeMoreComes) {
  fakes::Event firstRead;
  const auto transport = Serve([&](const Request&, Answer& answer) {
    answer.Begin(200, {{"Content-Type", "application/json"}});
    answer.Write("first\n");
    ASSERT_TRUE(firstRead.Wait());
    answer.Write("second\n");
    answer.End();
  });
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ((*stream)->Head().status, 200);
  EXPECT_EQ(*(*stream)->Head().headers.Find("Content-Type"), "application/json");
  EXPECT_EQ((*stream)->Read().value(), "first\n");
  firstRead.Set();
  EXPECT_EQ(ReadAll(**stream).value(), "second\n");
  EXPECT_EQ((*stream)->Read().value(), "") << "the end stays the end";
}

TEST_P(TransportContract, AStreamOpensBeforeItsFirstByte) {
  const auto transport = Serve([](const Request&, Answer& answer) {
    answer.Begin(200, {});
    answer.WaitUntilAbandoned();
  });
  const auto stream = transport->Open({.target = "/"}, CallContext::Within(std::chrono::seconds(10)));
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ((*stream)->Head().status, 200);
}

TEST_P(TransportContract, AStreamCanBeAnAnswerOfFailure) {
  const auto transport = Serve([](const Request&, Answer& answer) { answer.Whole(410, R"({"kind":"Status"})"); });
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ((*stream)->Head().status, 410);
  EXPECT_EQ(ReadAll(**stream).value(), R"({"kind":"Status"})");
}

TEST_P(TransportContract, EmptyStreamsEnd) {
  const auto transport = Serve([](const Request&, Answer& answer) { answer.Whole(200, ""); });
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ(ReadAll(**stream).value(), "");
}

TEST_P(TransportContract, LargeStreamsArriveWhole) {
  constexpr int kPieces = 2'000;
  const auto transport = Serve([](const Request&, Answer& answer) {
    answer.Begin(200, {});
    for (int i = 0; i < kPieces; ++i) answer.Write(std::string(10'007, static_cast<char>('a' + i % 26)));
    answer.End();
  });
  std::string expected;
  for (int i = 0; i < kPieces; ++i) expected += std::string(10'007, static_cast<char>('a' + i % 26));
  const auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_TRUE(ReadAll(**stream).value() == expected);
}

TEST_P(TransportContract, RequestsRunSideBySide) {
  constexpr int kCallers = 16;
  std::latch allHere(kCallers);
  const auto transport = Serve([&](const Request& request, Answer& answer) {
    allHere.arrive_and_wait();
    answer.Whole(200, request.target);
  });
  std::vector<std::pair<std::string, Future<Response>>> calls;
  for (int i = 0; i < kCallers; ++i) {
    const std::string target = "/" + std::to_string(i);
    calls.emplace_back(target, transport->SendAsync({.target = target}, {}));
  }
  for (auto& [target, call] : calls) EXPECT_EQ(call.Get().value().body, target);
}

TEST_P(TransportContract, ManyThreadsCanUseOneTransport) {
  const auto transport = Serve(Echo);
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 50; ++i) {
        const std::string body = std::to_string(caller) + "/" + std::to_string(i);
        const auto response = transport->Send({.method = "POST", .target = "/", .body = body}, {});
        ASSERT_TRUE(response) << response.error().ToString();
        EXPECT_EQ(response->body, body);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

TEST_P(TransportContract, ContinuationsMayCallTheTransportAgain) {
  const auto transport = Serve(Echo);
  auto chained = transport->SendAsync({.method = "POST", .target = "/", .body = "a"}, {}).Then([&](Result<Response> first) {
    return transport->SendAsync({.method = "POST", .target = "/", .body = first->body + "b"}, {});
  });
  EXPECT_EQ(chained.Get().value().body, "ab");
}

TEST_P(TransportContract, AFutureMayBeDropped) {
  fakes::Event arrived;
  const auto transport = Serve([&](const Request& request, Answer& answer) {
    if (request.target == "/dropped") arrived.Set();
    answer.Whole(200, "");
  });
  static_cast<void>(transport->SendAsync({.target = "/dropped"}, {}));
  EXPECT_TRUE(arrived.Wait()) << "dropping a Future does not cancel";
  static_cast<void>(transport->OpenAsync({.target = "/"}, {}));
  EXPECT_TRUE(transport->Send({.target = "/"}, {}));
}

}  // namespace
}  // namespace k8s::contract
