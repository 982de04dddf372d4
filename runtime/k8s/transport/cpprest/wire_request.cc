#include <algorithm>
#include <array>
#include <cctype>

#include <k8s/transport/cpprest/request_body.h>
#include <k8s/transport/cpprest/wire_request.h>

namespace k8s::cpprest {
namespace {

bool IsToken(std::string_view text) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return std::isalnum(c) || kSymbols.find(static_cast<char>(c)) != kSymbols.npos;
  });
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); });
}

// How a request is framed is for the transport to say; two opinions about it are how requests are smuggled.
bool IsFraming(const std::string& name) {
  constexpr std::array<std::string_view, 3> kFraming = {"Connection", "Content-Length", "Transfer-Encoding"};
  const Headers field{{name, ""}};
  return std::any_of(kFraming.begin(), kFraming.end(), [&](std::string_view framing) { return field.Find(framing); });
}

bool IsTarget(std::string_view text) {
  return text.starts_with('/') &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 0x7f && c != '#'; });
}

// cpprestsdk would join fields of one name by commas, which makes one group of two in Impersonate-Group. It writes values as
// they are, so a value may hold the next field.
void AddField(web::http::http_headers& fields, const std::string& name, const std::string& value) {
  std::string& text = fields[name];
  if (text.empty()) {
    text = value;
  } else {
    text += "\r\n" + name + ":" + value;
  }
}

// A request that may not be repeated has a body even if it is empty: only bodies can refuse to be sent again.
void AddBody(web::http::http_request& wire, const std::shared_ptr<const Request>& request) {
  if (request->MayBeRepeated() && request->body.empty()) return;
  const std::shared_ptr<const std::string> bytes(request, &request->body);
  const auto body = std::make_shared<RequestBody>(bytes, request->MayBeRepeated());
  const bool typed = wire.headers().has("Content-Type");
  wire.set_body(concurrency::streams::streambuf<std::uint8_t>(body).create_istream(), bytes->size());
  if (!typed) wire.headers().remove("Content-Type");  // set_body() makes one up
}

}  // namespace

Result<void> CheckRequest(const Request& request) {
  if (!IsToken(request.method)) return Error(ErrorCode::kInvalidArgument, "malformed method of a request");
  if (!IsTarget(request.target)) return Error(ErrorCode::kInvalidArgument, "malformed target of a request: " + request.target);
  for (const auto& [name, value] : request.headers) {
    if (!IsToken(name)) return Error(ErrorCode::kInvalidArgument, "malformed name of a header");
    if (IsFraming(name)) return Error(ErrorCode::kInvalidArgument, "the header " + name + " belongs to the transport");
    if (!IsFieldValue(value)) return Error(ErrorCode::kInvalidArgument, "malformed value of the header " + name);
  }
  return {};
}

web::http::http_request ToWireRequest(const std::shared_ptr<const Request>& request, const Line& line,
                                      std::string_view accept_encoding) {
  web::http::http_request wire(request->method);
  wire.set_request_uri(request->target);
  if (!request->headers.Find("Host")) wire.headers()["Host"] = line.host;
  if (!request->headers.Find("Accept-Encoding")) wire.headers()["Accept-Encoding"] = accept_encoding;
  if (!line.proxyAuthorization.empty()) wire.headers()["Proxy-Authorization"] = line.proxyAuthorization;
  for (const auto& [name, value] : request->headers) AddField(wire.headers(), name, value);
  AddBody(wire, request);
  return wire;
}

Response ToResponse(const web::http::http_response& wire) {
  Response response{.status = wire.status_code()};
  for (const auto& [name, value] : wire.headers()) response.headers.Add(name, value);
  return response;
}

}  // namespace k8s::cpprest
