#include <algorithm>
#include <stop_token>

#include <poll.h>

#include <k8s/transport/check_request.h>
#include <k8s/transport/curl/line.h>

namespace k8s::curl {
namespace {

constexpr int kLongestWaitMs = 60'000;

Error OutOfResources() { return Error(ErrorCode::kUnavailable, "libcurl lacks memory or descriptors for another request"); }

}  // namespace

Line::Line(const Endpoint& endpoint) : multi_(curl_multi_init()), easy_(curl_easy_init()) {
  usable_ =
      multi_ && easy_ && curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 1L) == CURLM_OK && endpoint.Prepare(easy_.get());
}

Line::~Line() = default;

Result<void> Line::Perform(Exchange& exchange, const std::stop_token& stop) {
  if (!usable_ || !exchange.Configure(easy_.get(), nullptr)) return OutOfResources();
  curl_easy_setopt(easy_.get(), CURLOPT_FRESH_CONNECT, HasStrayBytes() ? 1L : 0L);
  const std::stop_callback onStop(stop, [this] { Interrupt(); });
  if (curl_multi_add_handle(multi_.get(), easy_.get()) != CURLM_OK) return OutOfResources();
  Result<void> outcome = Drive(exchange);
  socket_ = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket_);  // none, if it was closed
  curl_multi_remove_handle(multi_.get(), easy_.get());
  return outcome;
}

void Line::Interrupt() {
  interrupted_ = true;
  curl_multi_wakeup(multi_.get());
}

Result<void> Line::Drive(Exchange& exchange) {
  int running = 1;
  while (true) {
    if (interrupted_) return exchange.Lost(CallCancelled());
    if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) return exchange.Lost(OutOfResources());
    if (running == 0) break;
    if (auto overdue = exchange.Overdue(Exchange::Clock::now())) return *overdue;
    if (Result<void> waited = WaitForSomething(exchange); !waited) return waited;
  }
  int left = 0;
  const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left);
  return message ? exchange.Outcome(message->data.result) : exchange.Lost(OutOfResources());
}

Result<void> Line::WaitForSomething(const Exchange& exchange) {
  int patience = kLongestWaitMs;
  if (const auto alarm = exchange.NextAlarm()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*alarm - Exchange::Clock::now());
    patience = static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, kLongestWaitMs));
  }
  if (curl_multi_poll(multi_.get(), nullptr, 0, patience, nullptr) != CURLM_OK) return exchange.Lost(OutOfResources());
  return {};
}

/// Whether the server has said something on the idle connection, where it has nothing to say: closed it, or sent bytes that
/// would be taken for the answer of the next request.
bool Line::HasStrayBytes() const {
  if (socket_ == CURL_SOCKET_BAD) return false;
  pollfd idle{socket_, POLLIN | POLLRDHUP, 0};
  return poll(&idle, 1, 0) != 0;
}

}  // namespace k8s::curl
