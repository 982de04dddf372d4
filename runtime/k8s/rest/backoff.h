#pragma once

#include <chrono>
#include <optional>
#include <random>

namespace k8s {

/// How the waits between tries grow, as `wait.Backoff` in Go.
struct BackoffOptions {
  std::chrono::milliseconds initial{10};  ///< The first wait
  double factor = 1.0;                    ///< What each further one is multiplied with
  double jitter = 0.1;                    ///< Up to this part is added to each, by chance: so clients do not try in step
  std::chrono::milliseconds max{60'000};  ///< No wait is longer, but for the jitter
  int tries = 5;                          ///< All tries together, the first included; 0: no limit
};

/// The waits, one after the other.
///
/// Thread safety: for one thread at a time.
class Backoff {
 public:
  explicit Backoff(const BackoffOptions& options);

  /// How long to wait before the next try; nothing if there shall be none.
  std::optional<std::chrono::milliseconds> Next();

  /// Begins anew: a try has gone well.
  void Reset();

 private:
  BackoffOptions options_;
  double next_ms_;
  int tries_ = 1;
  std::minstd_rand random_;
};

}  // namespace k8s
