#include <algorithm>
#include <string_view>

#include <k8s/api/meta/v1/status.h>
#include <k8s/cache/watch_errors.h>

namespace k8s::internal {

bool IsExpired(const Error& error) { return IsResourceExpired(error) || IsGone(error); }

bool IsTooLargeVersion(const Error& error) {
  const metav1::Status* status = error.Status();
  if (status != nullptr && status->details.has_value()) {
    const auto& causes = status->details->causes;
    if (std::any_of(causes.begin(), causes.end(),
                    [](const auto& cause) { return cause.reason == "ResourceVersionTooLarge"; })) {
      return true;
    }
  }
  // Servers before 1.17 say it in words only.
  return IsTimeout(error) && error.ServerMessage().find("Too large resource version") != std::string::npos;
}

bool IsRefusedForNow(const Error& error) { return IsTooManyRequests(error) || error.Failure() == TransportFailure::kRefused; }

bool IsNotUnderstood(const Error& error) { return IsInvalid(error) || IsBadRequest(error); }

bool IsUnsendable(const Error& error) { return error.Code() == ErrorCode::kInvalidArgument && error.HttpStatus() == 0; }

}  // namespace k8s::internal
