#pragma once

#include <memory>

#include <k8s/base/executor.h>
#include <k8s/base/result.h>

namespace k8s::internal {

/// The threads on which handlers run where nobody says otherwise.
///
/// There are as many as there is work for, up to four. A handler should not block, but some will: where nothing is taken up for
/// a second, as all threads are in one call each, another thread is added, and so on up to 64. So some handlers that block stop
/// nobody else for longer. Threads beyond four that have nothing to do end.
///
/// The destructor is as that of ThreadPool.
class HandlerThreads final : public Executor {
 public:
  /// Those of the program, which are there as long as someone holds them. kUnavailable: the system has no thread left to give.
  static Result<std::shared_ptr<HandlerThreads>> OfProgram();
  /// Others.
  static Result<std::shared_ptr<HandlerThreads>> Make();

  ~HandlerThreads() override;
  HandlerThreads(const HandlerThreads&) = delete;
  HandlerThreads& operator=(const HandlerThreads&) = delete;

  void Post(Task task) override;

 private:
  class Crew;
  HandlerThreads();

  const std::shared_ptr<Crew> crew_;  // shared with the threads, so that one of them may outlive what it destroyed
};

}  // namespace k8s::internal
