#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>

#include <k8s/transport/curl/handles.h>
#include <k8s/transport/curl/loop.h>

namespace k8s::curl {

/// Handles that are driven by the loop and share their connections.
///
/// On the loop's thread only.
class Connections final : public Loop::Watcher {
 public:
  /// `done` is told of each handle that has come to its end, on its own or because libcurl gave up: it is to be removed, later.
  Connections(Loop& loop, std::function<void(CURL*, CURLcode)> done);
  ~Connections() override;
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  /// False for lack of memory. Connections on which the server has spoken while they were idle are closed before.
  bool Add(CURL* easy);
  void Remove(CURL* easy);
  std::size_t Size() const { return size_; }

 private:
  bool CloseStale();
  void Ready(int fd, std::uint32_t events) override;
  void Act(curl_socket_t socket, int events);
  void SetAlarm(long milliseconds);
  static int OnSocket(CURL*, curl_socket_t socket, int what, void* self, void*);
  static int OnClose(void* self, curl_socket_t socket);
  static int OnTimer(CURLM*, long milliseconds, void* self);

  Loop& loop_;
  const std::function<void(CURL*, CURLcode)> done_;
  std::optional<Alarms::Id> alarm_;
  std::size_t size_ = 0;
  std::set<curl_socket_t> watched_;
  std::set<curl_socket_t> idle_;  // kept by libcurl, used by nobody
  Multi multi_;
};

}  // namespace k8s::curl
