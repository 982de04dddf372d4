#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include <k8s/transport/transport.h>

/// What can go wrong with a request, for ApiServer::Inject(). Each does the same over HTTP and in memory.
namespace k8s::testkit {

/// Something that goes wrong with one request; made by the functions below.
///
/// Thread safety: as a value.
class Fault {
 public:
  class Effect;
  explicit Fault(std::shared_ptr<const Effect> effect) : effect_(std::move(effect)) {}

  const std::shared_ptr<const Effect>& What() const { return effect_; }

 private:
  std::shared_ptr<const Effect> effect_;
};

/// Which of the requests that match are hit: `skip` pass first, then each of the next `times` is hit with probability `chance`,
/// drawn by ApiServerOptions::seed.
struct Turns {
  std::size_t skip = 0;
  std::size_t times = 1;
  double chance = 1;
};

/// The next one.
inline Turns Once() { return {}; }
inline Turns First(std::size_t requests) { return {.times = requests}; }
/// The first is 1.
inline Turns Nth(std::size_t request) { return {.skip = request == 0 ? 0 : request - 1}; }
inline Turns Always() { return {.times = std::numeric_limits<std::size_t>::max()}; }
inline Turns Sometimes(double chance) { return {.times = std::numeric_limits<std::size_t>::max(), .chance = chance}; }

// Answers instead of the server's, which never hears of the request.

/// Any answer.
Fault AnswerWith(Response response);
/// A Status of failure. The reason is that of the real server for `code`, unless one is given.
Fault AnswerStatus(int code, std::string message = {}, std::string reason = {});
/// 429, without a Retry-After header, with one in seconds, or with one that is a date.
Fault TooManyRequests();
Fault TooManyRequests(std::chrono::seconds retryAfter);
Fault TooManyRequests(std::chrono::system_clock::time_point retryAt);
/// 503, likewise.
Fault ServiceUnavailable();
Fault ServiceUnavailable(std::chrono::seconds retryAfter);
Fault ServiceUnavailable(std::chrono::system_clock::time_point retryAt);

// The connection.

/// It is reset before the server hears of the request. A transport may then send a read once more.
Fault ResetConnection();
/// The server does what is asked; the connection is reset before it can say so.
Fault LoseAnswer();
/// No answer ever comes, though the connection lives; the server does not hear of the request. What a half-open one looks like.
Fault NeverAnswer();
/// The server hears of the request so much later.
Fault AnswerLate(std::chrono::nanoseconds by);

// The bytes of an answer, a watch's or any other, in the form in which the client gets them.

/// The connection closes after so many bytes of the body, the body being longer than that.
Fault CutAfterBytes(std::size_t bytes);
/// Nothing comes after so many bytes of the body, and nothing says so.
Fault StallAfterBytes(std::size_t bytes);
/// So many bytes of the body come at a time, and `every` between them.
Fault TrickleBytes(std::size_t bytes, std::chrono::nanoseconds every);

// The events of a watch, bookmarks and the initial ones included; `events` are told before it happens. Other answers pass.

/// The connection closes.
Fault CutAfterEvents(std::size_t events);
/// Nothing comes any more, and nothing says so.
Fault StallAfterEvents(std::size_t events);
/// The watch is told that its version is too old (410), and ends.
Fault ExpireAfterEvents(std::size_t events);
/// The watch ends as it does when its time is up, without a bookmark.
Fault EndAfterEvents(std::size_t events);
/// These bytes come where an event should be; the watch goes on behind them.
Fault GarbageAfterEvents(std::size_t events, std::string bytes = "\x01{]\n");
/// A frame of so many bytes comes; the watch goes on behind it.
Fault OversizedFrameAfterEvents(std::size_t events, std::size_t bytes);
/// Each event comes twice.
Fault DuplicateEvents();
/// Each event comes so much later, in order.
Fault LateEvents(std::chrono::nanoseconds by);

}  // namespace k8s::testkit
