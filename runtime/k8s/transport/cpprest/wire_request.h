#pragma once

#include <memory>
#include <string_view>

#include <k8s/transport/cpprest/line.h>
#include <k8s/transport/cpprest/sdk.h>
#include <k8s/transport/transport.h>

namespace k8s::cpprest {

/// What cpprestsdk is to send for a checked request: exactly its headers, with Host, Accept-Encoding where the request has
/// none, and the length of the body.
web::http::http_request ToWireRequest(const std::shared_ptr<const Request>& request, const Line& line,
                                      std::string_view accept_encoding);

/// Status and headers of an answer.
Response ToResponse(const web::http::http_response& wire);

}  // namespace k8s::cpprest
