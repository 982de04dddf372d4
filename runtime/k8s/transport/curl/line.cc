#include <stop_token>

#include <poll.h>

#include <k8s/transport/check_request.h>
#include <k8s/transport/curl/errors.h>
#include <k8s/transport/curl/line.h>

namespace k8s::curl {

Line::Line(const Endpoint& endpoint) : easy_(curl_easy_init()) {
  usable_ = driver_.Usable() && easy_ && endpoint.Prepare(easy_.get());
}

Line::~Line() = default;

Result<void> Line::Perform(Exchange& exchange, const std::stop_token& stop) {
  if (!usable_ || !exchange.Configure(easy_.get(), nullptr)) return OutOfResources();
  curl_easy_setopt(easy_.get(), CURLOPT_FRESH_CONNECT, HasStrayBytes() ? 1L : 0L);
  const std::stop_callback onStop(stop, [this] { Interrupt(); });
  if (!driver_.Add(easy_.get())) return OutOfResources();
  Result<void> outcome = Drive(exchange);
  socket_ = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket_);  // none, if it was closed
  driver_.Remove(easy_.get());
  return outcome;
}

void Line::Interrupt() {
  interrupted_ = true;
  driver_.Wake();
}

Result<void> Line::Drive(Exchange& exchange) {
  while (true) {
    if (interrupted_) return exchange.Lost(CallCancelled());
    if (!driver_.Turn(exchange.NextAlarm())) return exchange.Lost(OutOfResources());
    if (const auto code = driver_.Done()) return exchange.Outcome(*code);
    if (auto overdue = exchange.Overdue(Exchange::Clock::now())) return *overdue;
    if (!exchange.IsPaused()) continue;
    if (const CURLcode code = exchange.Unpause(); code != CURLE_OK) return exchange.Outcome(code);
  }
}

/// Whether the server has said something on the idle connection, where it has nothing to say: closed it, or sent bytes that
/// would be taken for the answer of the next request.
bool Line::HasStrayBytes() const {
  if (socket_ == CURL_SOCKET_BAD) return false;
  pollfd idle{socket_, POLLIN | POLLRDHUP, 0};
  return poll(&idle, 1, 0) != 0;
}

}  // namespace k8s::curl
