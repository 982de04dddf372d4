#include <utility>  // Boost 1.74 forgets it where it has coroutines

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <k8s/testkit/core/limits.h>
#include <k8s/testkit/http/request_reader.h>

namespace k8s::testkit::http {
namespace {

namespace beast_http = boost::beast::http;

Request ToRequest(beast_http::request<beast_http::string_body> message) {
  Request request{.method = std::string(message.method_string()),
                  .target = std::string(message.target()),
                  .headers = {},
                  .body = std::move(message.body())};
  for (const auto& field : message) request.headers.Add(std::string(field.name_string()), std::string(field.value()));
  return request;
}

}  // namespace

struct RequestReader::Parser : beast_http::request_parser<beast_http::string_body> {
  Parser() {
    body_limit(core::kMaxBodyBytes);
    eager(true);  // the body along with the head
  }
};

RequestReader::RequestReader() : parser_(std::make_unique<Parser>()) {}
RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::Read(std::string_view bytes) {
  unread_ += bytes;
  while (!unread_.empty() && !parser_->is_done()) {
    boost::system::error_code error;
    unread_.erase(0, parser_->put(boost::asio::buffer(unread_), error));
    if (error == beast_http::error::need_more) return State::kWantsMore;
    if (error == beast_http::error::body_limit) return State::kTooLarge;
    if (error) {
      problem_ = error.message();
      return State::kMalformed;
    }
  }
  return parser_->is_done() ? State::kComplete : State::kWantsMore;
}

Request RequestReader::Take() {
  keeps_alive_ = parser_->get().keep_alive();
  Request request = ToRequest(parser_->release());
  parser_ = std::make_unique<Parser>();
  return request;
}

}  // namespace k8s::testkit::http
