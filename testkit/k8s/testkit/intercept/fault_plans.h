#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <vector>

#include <k8s/testkit/intercept/fault.h>
#include <k8s/testkit/intercept/request_matcher.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit {

/// Decides which requests a fault hits.
///
/// Thread safety: all members, from any thread. Matchers are not called under the lock.
class FaultPlans {
 public:
  explicit FaultPlans(std::uint64_t seed) : random_(seed) {}

  void Add(RequestMatcher matcher, Fault fault, Turns turns);
  void Clear();

  /// What befalls a request: the fault of the first plan whose turn it is. Every plan that matches counts it.
  std::optional<Fault> Draw(const Request& request);

 private:
  struct Plan {
    RequestMatcher matcher;
    Fault fault;
    Turns turns;
    std::size_t seen = 0;
  };

  /// Counts a request.
  bool IsTurn(Plan& plan);

  std::mutex mutex_;  ///< guards what follows
  std::mt19937_64 random_;
  std::vector<std::shared_ptr<Plan>> plans_;
};

}  // namespace k8s::testkit
