#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/transport/curl/endpoint.h>
#include <k8s/transport/curl/line.h>
#include <k8s/transport/transport.h>

namespace k8s::curl {

/// The calls that are done on the threads that make them, and the lines that they use in turn: the line used last goes first,
/// so that no more stay warm than are needed.
///
/// Thread safety: all members, from any thread.
class SyncCalls {
 public:
  explicit SyncCalls(std::shared_ptr<const Endpoint> endpoint) : endpoint_(std::move(endpoint)) {}

  Result<Response> Send(Request request, const CallContext& context);

  /// Cancels what is under way, and waits for it.
  void Close();

 private:
  Result<std::unique_ptr<Line>> CheckOut();
  void CheckIn(std::unique_ptr<Line> line);

  const std::shared_ptr<const Endpoint> endpoint_;

  std::mutex mutex_;
  std::condition_variable none_in_use_;
  bool closed_ = false;
  std::vector<std::unique_ptr<Line>> idle_;  // the one used last is at the end
  std::set<Line*> in_use_;
};

}  // namespace k8s::curl
