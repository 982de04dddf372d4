#include <k8s/transport/cpprest/request_body.h>
#include <k8s/transport/cpprest/wire_request.h>

namespace k8s::cpprest {
namespace {

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
