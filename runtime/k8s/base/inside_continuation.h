#pragma once

namespace k8s::internal {

/// Marks the time in which a thread runs continuations of a Future.
///
/// Such a thread may be any: one of a transport, a clock, a pool. What the continuation drops may be the last handle of a pool
/// whose task waits for this very thread, in the destructor of a transport for instance. So what ends threads does not wait for
/// them here, but lets them end by themselves.
class InsideContinuation {
 public:
  InsideContinuation() { ++depth; }
  ~InsideContinuation() { --depth; }
  InsideContinuation(const InsideContinuation&) = delete;
  InsideContinuation& operator=(const InsideContinuation&) = delete;

  /// Whether this thread is within one.
  static bool Here() { return depth > 0; }

 private:
  static inline thread_local int depth = 0;
};

}  // namespace k8s::internal
