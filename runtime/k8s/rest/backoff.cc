#include <algorithm>

#include <k8s/rest/backoff.h>

namespace k8s {

Backoff::Backoff(const BackoffOptions& options)
    : options_(options), next_ms_(static_cast<double>(options.initial.count())), random_(std::random_device()()) {}

std::optional<std::chrono::milliseconds> Backoff::Next() {
  if (options_.tries != 0 && tries_ >= options_.tries) return std::nullopt;
  if (options_.tries != 0) ++tries_;
  const double wait = std::min(next_ms_, static_cast<double>(options_.max.count()));
  next_ms_ = wait * options_.factor;
  const double chance = std::uniform_real_distribution<double>(0.0, 1.0)(random_);
  return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(wait * (1.0 + options_.jitter * chance)));
}

void Backoff::Reset() {
  next_ms_ = static_cast<double>(options_.initial.count());
  tries_ = 1;
}

}  // namespace k8s
