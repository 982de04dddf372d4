#include <algorithm>
#include <array>
#include <charconv>

#include <boost/beast/http/status.hpp>

#include <k8s/testkit/http/response_text.h>

namespace k8s::testkit::http {
namespace {

/// These say how the answer is sent, which is for nobody else to say.
bool IsOfTheConnection(std::string_view name) {
  static constexpr std::array<std::string_view, 3> kNames = {"Connection", "Content-Length", "Transfer-Encoding"};
  return std::any_of(kNames.begin(), kNames.end(), [name](std::string_view own) { return Headers::SameName(name, own); });
}

bool HasNoBody(int status) { return status < 200 || status == 204 || status == 304; }

std::string Head(const Response& response) {
  namespace http = boost::beast::http;
  const auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(response.status)));
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(reason) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    if (!IsOfTheConnection(name)) head.append(name).append(": ").append(value).append("\r\n");
  }
  return head;
}

}  // namespace

std::string WholeResponse(const Response& response, bool keepAlive) {
  std::string text = Head(response);
  if (!keepAlive) text += "Connection: close\r\n";
  if (!HasNoBody(response.status) || !response.body.empty()) {
    text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  }
  return text.append("\r\n").append(response.body);
}

std::string StreamHead(const Response& head) { return Head(head) + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"; }

std::string Chunk(std::string_view bytes) {
  std::array<char, 16> size;
  const auto [end, error] = std::to_chars(size.begin(), size.end(), bytes.size(), 16);
  return std::string(size.begin(), end).append("\r\n").append(bytes).append("\r\n");
}

std::string_view LastChunk() { return "0\r\n\r\n"; }

}  // namespace k8s::testkit::http
