#include <array>
#include <chrono>
#include <utility>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <k8s/transport/curl/connections.h>

namespace k8s::curl {
namespace {

std::uint32_t ToEpoll(int what) {
  switch (what) {
    case CURL_POLL_IN: return EPOLLIN;
    case CURL_POLL_OUT: return EPOLLOUT;
    case CURL_POLL_INOUT: return EPOLLIN | EPOLLOUT;
    default: return 0;
  }
}

int ToCurl(std::uint32_t events) {
  int mask = 0;
  if ((events & (EPOLLIN | EPOLLHUP)) != 0) mask |= CURL_CSELECT_IN;
  if ((events & EPOLLOUT) != 0) mask |= CURL_CSELECT_OUT;
  if ((events & EPOLLERR) != 0) mask |= CURL_CSELECT_ERR;
  return mask;
}

}  // namespace

Connections::Connections(Loop& loop, std::function<void(CURL*, CURLcode)> done)
    : loop_(loop), done_(std::move(done)), multi_(curl_multi_init()) {
  if (!multi_) return;
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, OnSocket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, OnTimer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
}

Connections::~Connections() {
  multi_.reset();  // closes the connections, and says so
  if (alarm_) loop_.GetAlarms().Clear(*alarm_);
}

bool Connections::Add(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, CloseStale() ? 0L : 1L);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, OnClose);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
  if (!multi_ || curl_multi_add_handle(multi_.get(), easy) != CURLM_OK) return false;
  ++size_;
  return true;
}

void Connections::Remove(CURL* easy) {
  curl_socket_t socket = CURL_SOCKET_BAD;  // none, if it was closed
  curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
  curl_multi_remove_handle(multi_.get(), easy);
  --size_;
  if (socket != CURL_SOCKET_BAD && !watched_.contains(socket)) idle_.insert(socket);
}

// What a server says on an idle connection belongs to no request: that it closes it, or, as load balancers do, a "408 Request
// Timeout" before. libcurl would take that for the answer to the next one. It cannot be told to close a connection, but sees
// that one has ended, once all that came on it is read. False if one of them does not come to its end.
bool Connections::CloseStale() {
  constexpr int kMostPieces = 16;
  bool closed = true;
  for (const curl_socket_t socket : idle_) {
    pollfd idle{socket, POLLIN | POLLRDHUP, 0};
    if (poll(&idle, 1, 0) == 0) continue;
    std::array<char, 4096> ignored;
    int pieces = 0;
    while (pieces < kMostPieces && recv(socket, ignored.data(), ignored.size(), MSG_DONTWAIT) > 0) ++pieces;
    closed = closed && pieces < kMostPieces;
    shutdown(socket, SHUT_RDWR);
  }
  return closed;
}

void Connections::Ready(int fd, std::uint32_t events) { Act(fd, ToCurl(events)); }

void Connections::Act(curl_socket_t socket, int events) {
  int running = 0;
  curl_multi_socket_action(multi_.get(), socket, events, &running);
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) done_(message->easy_handle, message->data.result);
  }
}

int Connections::OnSocket(CURL*, curl_socket_t socket, int what, void* self, void*) {
  auto* const connections = static_cast<Connections*>(self);
  connections->idle_.erase(socket);
  if (what == CURL_POLL_REMOVE) {
    connections->watched_.erase(socket);
  } else {
    connections->watched_.insert(socket);
  }
  connections->loop_.Watch(socket, ToEpoll(what), connections);
  return 0;
}

int Connections::OnClose(void* self, curl_socket_t socket) {
  static_cast<Connections*>(self)->idle_.erase(socket);
  return close(socket);
}

int Connections::OnTimer(CURLM*, long milliseconds, void* self) {
  static_cast<Connections*>(self)->SetAlarm(milliseconds);
  return 0;
}

void Connections::SetAlarm(long milliseconds) {
  if (alarm_) loop_.GetAlarms().Clear(*std::exchange(alarm_, std::nullopt));
  if (milliseconds < 0) return;
  alarm_ = loop_.GetAlarms().Set(std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds), [this] {
    alarm_.reset();
    Act(CURL_SOCKET_TIMEOUT, 0);
  });
}

}  // namespace k8s::curl
