#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <k8s/base/function.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// What a Stream calls when there may be more of it.
using Wake = UniqueFunction<void()>;

/// A body that goes on. It is pulled, so a slow reader holds nothing up but itself.
///
/// Thread safety: one thread at a time; a Wake may be called on any thread, also after the stream was destroyed.
class Stream {
 public:
  enum class State {
    kFrame,  ///< `frame` is the next piece of the body
    kWait,   ///< nothing now: ask again when woken, or after `patience`
    kEnd,    ///< the body is complete
    kBreak,  ///< the connection closes: the body stays incomplete
  };
  struct Step {
    State state = State::kEnd;
    std::string frame = {};
    std::optional<std::chrono::nanoseconds> patience = {};
  };

  virtual ~Stream() = default;

  virtual Step Next() = 0;

  /// Calls `wake` once, as soon as there is something new: at once, on this thread, if there is already. Replaces the last one.
  virtual void OnReady(Wake wake) = 0;
};

/// What becomes of an answer on its way.
enum class Fate {
  kArrives,
  kReset,       ///< the connection is reset instead
  kNeverComes,  ///< the client waits for it until it gives up
};

/// What the server says to a request.
struct Answer {
  Response head;                   ///< with the body, unless there is a stream
  std::unique_ptr<Stream> stream;  ///< the body, or null
  Fate fate = Fate::kArrives;
  UniqueFunction<void(Answer&)> onWire = {};  ///< what happens to it once it has the form in which it goes out, if any
};

}  // namespace k8s::testkit::core
