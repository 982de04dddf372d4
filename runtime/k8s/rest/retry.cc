#include <k8s/rest/retry.h>
#include <k8s/rest/retry_after.h>

namespace k8s::internal {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAfterBrokenConnection{1000};

std::optional<milliseconds> DelayAfterAnswer(const Response& head, std::chrono::system_clock::time_point now) {
  if (head.status != 429 && head.status < 500) return std::nullopt;
  return RetryAfterOf(head.headers, now);
}

std::optional<milliseconds> DelayAfterError(const Request& request, const Error& error) {
  if (error.Failure() != TransportFailure::kReset || !request.MayBeRepeated()) return std::nullopt;
  return kAfterBrokenConnection;
}

}  // namespace

std::optional<milliseconds> RetryDelay(const Request& request, const AttemptOutcome& outcome, int attempt,
                                       const RetryOptions& options, std::chrono::system_clock::time_point now) {
  if (attempt > options.maxRetries) return std::nullopt;
  const auto delay = outcome.head != nullptr ? DelayAfterAnswer(*outcome.head, now) : DelayAfterError(request, *outcome.error);
  if (delay && *delay > options.maxDelay) return std::nullopt;
  return delay;
}

}  // namespace k8s::internal
