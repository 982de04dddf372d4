#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

namespace k8s::cpprest {

class Exchange;

/// The exchanges of a transport that hold a connection, so that its end can be theirs.
///
/// Thread safety: all members, from any thread.
class InFlight {
 public:
  void Add(std::shared_ptr<Exchange> exchange);
  void Remove(const Exchange& exchange);

  void CancelAll();
  /// False if it took too long.
  bool WaitUntilNone(std::chrono::milliseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<const Exchange*, std::shared_ptr<Exchange>> exchanges_;
};

}  // namespace k8s::cpprest
