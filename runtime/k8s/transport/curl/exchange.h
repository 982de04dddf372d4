#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/transport/curl/endpoint.h>
#include <k8s/transport/curl/handles.h>
#include <k8s/transport/curl/head_reader.h>
#include <k8s/transport/transport.h>

namespace k8s::curl {

/// One request on one handle, and what becomes of it. Knows nothing of who drives the handle: a calling thread, or the loop.
///
/// Used by one thread at a time, that which drives the handle.
class Exchange {
 public:
  using Clock = std::chrono::steady_clock;

  /// Takes the answer. Called from within libcurl: nothing here may call back what is not ours.
  class Receiver {
   public:
    virtual ~Receiver() = default;
    /// A connection is being made, or the request is about to be sent: NextAlarm() is another from now on.
    virtual void LimitsChanged() {}
    virtual Result<void> HeadArrived(Response head) = 0;
    /// False if there is no room: the handle then pauses, and shows the same bytes again when it goes on.
    virtual Result<bool> BytesArrived(std::string_view bytes) = 0;
  };

  struct Setting {
    bool multiplexed = false;  ///< HTTP/2 if the server likes
    bool compressed = false;   ///< gzip is welcome
    bool streamed = false;     ///< May be silent for long, once the server has agreed to it
  };

  Exchange(std::shared_ptr<const Endpoint> endpoint, Request request, std::optional<Clock::time_point> deadline,
           Setting setting, Receiver& receiver);

  /// Sets `easy`, prepared by the endpoint, up for this request. It must outlive what the handle does with it. False for lack
  /// of memory.
  bool Configure(CURL* easy, void* owner);

  /// Whether the receiver had no room, and Unpause() must follow when it has; what that gives is OK or what the handle is done
  /// with. libcurl may show the bytes that it kept from within.
  bool IsPaused() const { return paused_; }
  CURLcode Unpause() { return curl_easy_pause(easy_, CURLPAUSE_CONT); }

  /// What came of it, when the handle is done.
  Result<void> Outcome(CURLcode code) const;

  /// When to ask Overdue(): no sooner is there a limit of time that might have passed.
  std::optional<Clock::time_point> NextAlarm() const;
  /// The limit of time that has passed, if one has.
  std::optional<Error> Overdue(Clock::time_point now);

  /// `why` as it is for this request, which ends with it: a write of which something was sent may have been done.
  Error Lost(const Error& why) const;

 private:
  static std::size_t OnHeader(char* bytes, std::size_t, std::size_t count, void* self);
  static std::size_t OnBody(char* bytes, std::size_t, std::size_t count, void* self);
  static curl_socket_t OpenSocket(void* self, curlsocktype, curl_sockaddr* address);
  static int OnSocket(void* self, curl_socket_t socket, curlsocktype);
  static int OnConnected(void* self, char*, char*, int, int);
  static CURLcode OnTls(CURL*, void* context, void* self);

  bool HasBody() const;
  bool SetMethodAndBody(CURL* easy) const;
  bool BuildHeaders();
  bool AddField(const std::string& name, const std::string& value);
  bool AddHeader(const std::string& line);
  Result<void> TakeHeader(std::string_view line);
  bool MakesProgress();
  Clock::time_point EndOfSilence() const;
  Clock::time_point Deadline() const;

  const std::shared_ptr<const Endpoint> endpoint_;
  const Request request_;
  const std::optional<Clock::time_point> deadline_;
  const Setting setting_;
  Receiver& receiver_;

  CURL* easy_ = nullptr;
  List headers_;
  std::array<char, CURL_ERROR_SIZE> words_{};
  HeadReader head_;
  std::optional<Error> failure_;  // found in a callback, which can only stop libcurl
  int sendings_ = 0;              // how often a connection was ready for it
  int handshakes_ = 0;
  bool lacks_sockets_ = false;                                        // the system had none for the last connection
  std::optional<Clock::time_point> connecting_since_ = Clock::now();  // nothing while a connection is there
  Clock::time_point sent_at_ = {};
  Clock::time_point last_byte_ = {};
  bool refused_ = false;  // the answer is no success
  bool paused_ = false;   // the receiver has no room
  curl_off_t uploaded_ = 0;
};

}  // namespace k8s::curl
