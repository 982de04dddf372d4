#include <utility>
#include <vector>

#include <k8s/transport/cpprest/exchange.h>
#include <k8s/transport/cpprest/in_flight.h>

namespace k8s::cpprest {

void InFlight::Add(std::shared_ptr<Exchange> exchange) {
  std::lock_guard lock(mutex_);
  const Exchange* const key = exchange.get();
  exchanges_.emplace(key, std::move(exchange));
}

void InFlight::Remove(const Exchange& exchange) {
  std::unique_lock lock(mutex_);
  const auto removed = exchanges_.extract(&exchange);  // destroyed outside the lock
  if (exchanges_.empty()) changed_.notify_all();
  lock.unlock();
}

void InFlight::CancelAll() {
  std::vector<std::shared_ptr<Exchange>> all;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [key, exchange] : exchanges_) all.push_back(exchange);
  }
  for (const auto& exchange : all) exchange->Cancel();
}

bool InFlight::WaitUntilNone(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [this] { return exchanges_.empty(); });
}

}  // namespace k8s::cpprest
