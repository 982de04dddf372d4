#pragma once

#include <cstddef>
#include <memory>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/workqueue/queue_node.h>
#include <k8s/workqueue/work_queue_options.h>

namespace k8s::internal {

/// A work queue that does not know the type of its items: `WorkQueue<T>` is a shell over it.
class QueueCore {
 public:
  explicit QueueCore(WorkQueueOptions options);
  ~QueueCore();
  QueueCore(const QueueCore&) = delete;
  QueueCore& operator=(const QueueCore&) = delete;

  void Add(std::unique_ptr<QueueNode> item, int priority);
  void AddAfter(Clock::TimePoint::duration delay, std::unique_ptr<QueueNode> item, int priority);
  /// The node of the item, which stays until that is done; null once the queue is shut down and empty.
  Result<const QueueNode*> Get(const CallContext& context);
  void Done(const QueueItem& item);

  void ShutDown();
  Result<void> ShutDownWithDrain(const CallContext& context);
  bool ShuttingDown() const;

  std::size_t Len() const;
  WorkQueueStats Stats() const;

 private:
  class Driver;

  const std::shared_ptr<Driver> driver_;  // a timer that fires while the queue is destroyed holds it for as long
};

}  // namespace k8s::internal
