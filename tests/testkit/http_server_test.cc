#include <string>

#include "testkit/sample_resources.h"
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <k8s/testkit/api_server.h>

namespace k8s::testkit {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// A connection on which anything can be said.
class RawConnection {
 public:
  explicit RawConnection(const ApiServer& server) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    const std::string url = server.Url();
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  ~RawConnection() { close(fd_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  void Send(const std::string& bytes) { send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  void EndInput() { shutdown(fd_, SHUT_WR); }

  /// What comes until `last` has come, or the connection is closed.
  std::string ReadUntil(const std::string& last) {
    std::string all;
    char buffer[4096];
    while (all.find(last) == std::string::npos) {
      const ssize_t count = recv(fd_, buffer, sizeof(buffer), 0);
      if (count <= 0) break;
      all.append(buffer, static_cast<std::size_t>(count));
    }
    return all;
  }
  std::string ReadAll() { return ReadUntil(std::string(1, '\x01')); }

 private:
  const int fd_;
};

class HttpServerTest : public testing::Test {
 protected:
  void ExpectAlive() {
    RawConnection connection(server_);
    connection.Send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(connection.ReadUntil("\r\n\r\nok"), StartsWith("HTTP/1.1 200 "));
  }

  const ApiServer server_{{.resources = SampleResources()}};
};

TEST_F(HttpServerTest, KeepsConnectionsAlive) {
  RawConnection connection(server_);
  for (int i = 0; i < 3; ++i) {
    connection.Send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(connection.ReadUntil("\r\n\r\nok"), StartsWith("HTTP/1.1 200 "));
  }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  RawConnection connection(server_);
  connection.Send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string answers = connection.ReadAll();
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answers, HasSubstr("\r\n\r\nokHTTP/1.1 404 "));
}

TEST_F(HttpServerTest, SaysThatItWillCloseAfterAStream) {
  RawConnection connection(server_);
  connection.Send("GET /api/v1/pods?watch=true&timeoutSeconds=1 HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string answer = connection.ReadAll();
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n0\r\n\r\n"));
}

TEST_F(HttpServerTest, RefusesWhatIsNotHttp) {
  for (const std::string garbage : {"garbage\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00", "GET / HTTP/9.9\r\n\r\n",
                                    "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "GET / HTTP/1.1\r\nA\r\n\r\n"}) {
    RawConnection connection(server_);
    connection.Send(garbage);
    connection.EndInput();
    const std::string answer = connection.ReadAll();
    EXPECT_THAT(answer, testing::AnyOf(IsEmpty(), StartsWith("HTTP/1.1 400 "))) << garbage;
  }
  ExpectAlive();
}

TEST_F(HttpServerTest, RefusesEndlessHeaders) {
  RawConnection connection(server_);
  connection.Send("GET / HTTP/1.1\r\nX: " + std::string(1 << 20, 'x'));
  EXPECT_THAT(connection.ReadAll(), StartsWith("HTTP/1.1 400 "));
  ExpectAlive();
}

TEST_F(HttpServerTest, RefusesAHugeBodyBeforeItComes) {
  RawConnection connection(server_);
  connection.Send("POST /api/v1/namespaces/default/pods HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000000\r\n\r\n{");
  EXPECT_THAT(connection.ReadAll(), StartsWith("HTTP/1.1 413 "));
  ExpectAlive();
}

TEST_F(HttpServerTest, SurvivesClientsThatGoAway) {
  for (const std::string part :
       {"", "GET /heal", "POST /api/v1/namespaces/default/pods HTTP/1.1\r\nContent-Length: 10\r\n\r\n{",
        "GET /api/v1/pods?watch=true HTTP/1.1\r\nHost: x\r\n\r\n"}) {
    RawConnection connection(server_);
    connection.Send(part);
  }
  ExpectAlive();
}

TEST(HttpServerEndTest, DoesNotWaitForItsClients) {
  auto server = std::make_unique<ApiServer>(ApiServerOptions{.resources = SampleResources()});
  RawConnection idle(*server), half(*server), watch(*server);
  half.Send("GET /heal");
  watch.Send("GET /api/v1/pods?watch=true HTTP/1.1\r\nHost: x\r\n\r\n");
  watch.ReadUntil("\r\n\r\n");
  server.reset();  // which would take two seconds if it lingered for the end of the watch
  EXPECT_EQ(idle.ReadAll(), "");
  EXPECT_EQ(half.ReadAll(), "");
}

}  // namespace
}  // namespace k8s::testkit
