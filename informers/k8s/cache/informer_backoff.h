#pragma once

#include <chrono>
#include <functional>

#include <k8s/base/clock.h>

namespace k8s {

/// How long an informer waits before it asks a server again that failed: from `initial` on, `factor` times as long each time,
/// up to `cap`, and each wait longer by a random part of itself, `jitter` times as much at most. After `quiet` without a
/// failure it begins anew. The defaults are client-go's.
struct InformerBackoff {
  std::chrono::milliseconds initial{800};
  std::chrono::milliseconds cap{30'000};
  double factor = 2.0;
  double jitter = 1.0;
  std::chrono::milliseconds quiet{120'000};
};

namespace internal {

/// The waits, one after the other.
class InformerWaits {
 public:
  /// `random` gives numbers from 0 to below 1.
  InformerWaits(const InformerBackoff& options, std::function<double()> random);

  std::chrono::milliseconds Next(Clock::TimePoint now);

 private:
  const InformerBackoff options_;
  const std::function<double()> random_;
  std::chrono::duration<double, std::milli> base_;
  Clock::TimePoint ended_ = {};  // the wait before
};

}  // namespace internal
}  // namespace k8s
