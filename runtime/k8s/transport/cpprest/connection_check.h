#pragma once

#include <exception>
#include <functional>

#include <k8s/transport/cpprest/sdk.h>
#include <k8s/transport/url.h>

namespace k8s::cpprest {

/// A kept-alive connection turned out to be closed before anything was written to it: the request can be sent again, whatever
/// it is.
class StaleConnection final : public std::exception {};

/// A kept-alive connection was closed after a request was written to it, and the request may not be repeated.
class ResendRefused final : public std::exception {};

/// Makes the next connection that this thread is about to write to fail with ResendRefused. cpprestsdk has no switch for its
/// silent resending; but before each resend it rewinds the request's body, and then, on the same thread, shows the connection
/// to the check below.
void RefuseNextResend();

/// What cpprestsdk calls with each connection, new or kept alive, just before it uses it for a request: throws one of the
/// above, which ends the request and drops the connection. Also turns TCP keep-alive on for new ones where that is possible.
std::function<void(web::http::client::native_handle)> ConnectionCheck(const Url& server, bool proxied);

}  // namespace k8s::cpprest
