#include <algorithm>

#include <k8s/api/meta/v1/status.h>
#include <k8s/rest/status.h>

namespace k8s {

std::span<const metav1::StatusCause> StatusCauses(const Error& error) {
  const metav1::Status* status = error.Status();
  if (status == nullptr || !status->details) return {};
  return status->details->causes;
}

bool HasStatusCause(const Error& error, std::string_view type) {
  const auto causes = StatusCauses(error);
  return std::any_of(causes.begin(), causes.end(), [type](const metav1::StatusCause& cause) { return cause.reason == type; });
}

bool IsStoreReadError(const Error& error) { return error.Reason() == "StoreReadError"; }

bool IsUnexpectedServerError(const Error& error) {
  const bool answeredOtherwise = error.HttpStatus() >= 300 && error.Status() == nullptr;
  return answeredOtherwise || HasStatusCause(error, "UnexpectedServerResponse");
}

std::optional<std::chrono::seconds> SuggestsClientDelay(const Error& error) {
  if (IsServerTimeout(error)) return error.RetryAfter().value_or(std::chrono::seconds(0));
  return error.RetryAfter();
}

}  // namespace k8s
