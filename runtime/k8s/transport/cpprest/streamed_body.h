#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/future.h>
#include <k8s/transport/cpprest/sdk.h>

namespace k8s::cpprest {

/// The body of an answer that is read while it comes: a buffer between cpprestsdk, which pushes, and a reader, who pulls. A
/// full buffer stops cpprestsdk from reading the socket.
///
/// Thread safety: all members, from any thread.
class StreamedBody {
 public:
  /// Takes bytes; the task completes when there is room for more.
  pplx::task<void> Put(std::string_view bytes);

  /// No more comes. What is buffered can still be read, unless the caller ended the stream.
  void End(const Result<void>& outcome);

  Future<std::string> Read();

 private:
  static constexpr std::size_t kRoom = std::size_t{64} << 10;

  std::mutex mutex_;
  std::string buffered_;
  std::optional<pplx::task_completion_event<void>> room_;  // set while the other side waits for it
  std::optional<Promise<std::string>> reader_;             // set while it waits for bytes
  std::optional<Result<void>> outcome_;
};

}  // namespace k8s::cpprest
