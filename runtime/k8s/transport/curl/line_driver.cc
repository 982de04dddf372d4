#include <algorithm>
#include <cstdint>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

#include <k8s/transport/curl/line_driver.h>

namespace k8s::curl {
namespace {

constexpr int kLongestWaitMs = 60'000;

short ToPoll(int what) {
  switch (what) {
    case CURL_POLL_IN: return POLLIN;
    case CURL_POLL_OUT: return POLLOUT;
    case CURL_POLL_INOUT: return POLLIN | POLLOUT;
    default: return 0;
  }
}

int ToCurl(short events) {
  int mask = 0;
  if ((events & (POLLIN | POLLHUP)) != 0) mask |= CURL_CSELECT_IN;
  if ((events & POLLOUT) != 0) mask |= CURL_CSELECT_OUT;
  if ((events & (POLLERR | POLLNVAL)) != 0) mask |= CURL_CSELECT_ERR;
  return mask;
}

}  // namespace

LineDriver::LineDriver()
    : wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), sockets_{{wake_, POLLIN, 0}}, multi_(curl_multi_init()) {
  if (!multi_) return;
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 1L);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, OnSocket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, OnTimer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
}

LineDriver::~LineDriver() {
  multi_.reset();
  if (wake_ >= 0) close(wake_);
}

bool LineDriver::Turn(std::optional<Clock::time_point> end) {
  const int patience = PatienceMs(end);
  // What libcurl would do at once needs no look at the sockets.
  if (patience == 0 && timer_) return ActOnTimer();
  const int ready = poll(sockets_.data(), sockets_.size(), patience);
  return ready > 0 ? ActOnSockets() : ActOnTimer();
}

int LineDriver::PatienceMs(std::optional<Clock::time_point> end) const {
  if (timer_ && (!end || *timer_ < *end)) end = timer_;
  if (!end) return kLongestWaitMs;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, kLongestWaitMs));
}

bool LineDriver::ActOnTimer() {
  if (!timer_ || Clock::now() < *timer_) return true;
  timer_.reset();
  int running = 0;
  return curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running) == CURLM_OK;
}

bool LineDriver::ActOnSockets() {
  if (sockets_.front().revents != 0) ForgetWakes();
  ready_.assign(sockets_.begin() + 1, sockets_.end());
  for (const pollfd& each : ready_) {
    int running = 0;
    if (each.revents == 0) continue;
    if (curl_multi_socket_action(multi_.get(), each.fd, ToCurl(each.revents), &running) != CURLM_OK) return false;
  }
  return true;
}

std::optional<CURLcode> LineDriver::Done() {
  int left = 0;
  const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left);
  if (message == nullptr) return std::nullopt;
  return message->data.result;
}

void LineDriver::Wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);  // full: it wakes as it is
}

void LineDriver::ForgetWakes() {
  std::uint64_t wakes = 0;
  [[maybe_unused]] const auto read = ::read(wake_, &wakes, sizeof wakes);
}

int LineDriver::OnSocket(CURL*, curl_socket_t socket, int what, void* self, void*) {
  auto& sockets = static_cast<LineDriver*>(self)->sockets_;
  const auto known = std::find_if(sockets.begin() + 1, sockets.end(), [&](const pollfd& each) { return each.fd == socket; });
  if (what == CURL_POLL_REMOVE) {
    if (known != sockets.end()) sockets.erase(known);
  } else if (known != sockets.end()) {
    known->events = ToPoll(what);
  } else {
    sockets.push_back({socket, ToPoll(what), 0});
  }
  return 0;
}

int LineDriver::OnTimer(CURLM*, long milliseconds, void* self) {
  auto& timer = static_cast<LineDriver*>(self)->timer_;
  timer.reset();
  if (milliseconds >= 0) timer = Clock::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

}  // namespace k8s::curl
