#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/future.h>

namespace k8s::curl {

/// The body of an answer that is read while it comes: a buffer between the loop, which pushes, and a reader, who pulls. When it
/// is full the loop stops to read the socket.
///
/// Where there are more threads than processors, a loop that has stopped waits for its turn before it reads on: for so long
/// there must be enough for a reader to do. Memory is taken only for what a reader leaves lying.
class StreamBody {
 public:
  /// `onRoom` is called when a buffer that refused bytes has room again, by whoever made it.
  explicit StreamBody(std::function<void()> onRoom) : on_room_(std::move(onRoom)) {}

  // By the loop.

  /// False if there is no room: nothing was taken.
  bool Put(std::string_view bytes);
  /// Gives what is there to a reader who waits.
  void Deliver();
  /// No more comes. What is buffered can still be read, unless the caller ended the stream.
  void End(const Result<void>& outcome);

  /// By anybody, one at a time.
  Future<std::string> Read();

 private:
  static constexpr std::size_t kRoom = std::size_t{1} << 20;

  std::optional<Result<std::string>> TakeLocked();

  const std::function<void()> on_room_;
  std::mutex mutex_;
  std::string buffered_;
  bool refused_ = false;  // since there was no room
  std::optional<Promise<std::string>> reader_;
  std::optional<Result<void>> outcome_;
};

}  // namespace k8s::curl
