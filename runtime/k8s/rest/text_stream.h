#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include <k8s/base/executor.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/rest/next_iterator.h>
#include <k8s/transport/transport.h>

namespace k8s {

namespace internal {
class TextStreamCore;
}

/// The body of an answer as it comes: in pieces, or line by line. A log that is followed, the metrics of a server.
///
/// ```
/// auto logs = pods.StreamLogs("web-0", {.follow = true}, {.stop = token});
/// if (!logs) return logs.error();
/// for (k8s::Result<std::string>& line : *logs) {
///   if (!line) return line.error();
///   Print(*line);
/// }
/// ```
///
/// However long nothing comes, it does not end by itself: the CallContext that it was opened with bounds it. Destroying it
/// closes it.
///
/// Errors, of every read: kUnavailable if the stream was cut off, kCancelled, kDeadlineExceeded. Then it is over.
///
/// Thread safety: for one thread, and one read, at a time.
class TextStream {
 public:
  /// Over a stream that was opened, or the Error of opening it. What is waited for asynchronously is handled on `executor`.
  static Result<TextStream> Over(Result<std::unique_ptr<ByteStream>> stream, std::shared_ptr<Executor> executor,
                                 std::string action);

  TextStream(std::unique_ptr<ByteStream> stream, std::shared_ptr<Executor> executor, std::string action);
  TextStream(TextStream&&) noexcept;
  TextStream& operator=(TextStream&&) noexcept;
  ~TextStream();

  /// The next bytes, at least one; an empty string at the end.
  Result<std::string> Read();
  /// If the TextStream is destroyed before, it fails with kCancelled; so does NextAsync().
  Future<std::string> ReadAsync();

  /// The next line, without its end; nothing at the end of the stream. The last one need not have a line end. kDecode for a
  /// line of more than 1 MiB.
  Result<std::optional<std::string>> Next();
  Future<std::optional<std::string>> NextAsync();

  /// The lines to come, as a range of Results: one that is an Error is the last.
  NextIterator<TextStream> begin() { return NextIterator<TextStream>(*this); }
  static std::default_sentinel_t end() { return {}; }

 private:
  std::shared_ptr<internal::TextStreamCore> core_;
};

}  // namespace k8s
