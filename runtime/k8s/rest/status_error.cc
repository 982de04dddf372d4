#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <k8s/api/meta/v1/status.h>
#include <k8s/codec/utf8.h>
#include <k8s/rest/object_body.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/retry_after.h>
#include <k8s/rest/status_error.h>

namespace k8s {
namespace {

// As much of an answer that is no Status as goes into an error, as in client-go.
constexpr std::size_t kMaxQuotedBody = 2048;

struct Meaning {
  int httpStatus;
  std::string_view reason;
  ErrorCode code;
};

// What a status means when the server gives no reason of its own.
constexpr Meaning kMeanings[] = {
    {400, "BadRequest", ErrorCode::kInvalidArgument},
    {401, "Unauthorized", ErrorCode::kUnauthenticated},
    {403, "Forbidden", ErrorCode::kForbidden},
    {404, "NotFound", ErrorCode::kNotFound},
    {405, "MethodNotAllowed", ErrorCode::kUnsupported},
    {406, "NotAcceptable", ErrorCode::kUnsupported},
    {409, "Conflict", ErrorCode::kConflict},
    {410, "Gone", ErrorCode::kGone},
    {413, "RequestEntityTooLarge", ErrorCode::kInvalidArgument},
    {415, "UnsupportedMediaType", ErrorCode::kUnsupported},
    {422, "Invalid", ErrorCode::kInvalidObject},
    {429, "TooManyRequests", ErrorCode::kTooManyRequests},
    {500, "InternalError", ErrorCode::kInternal},
    {503, "ServiceUnavailable", ErrorCode::kUnavailable},
    {504, "Timeout", ErrorCode::kDeadlineExceeded},
};

Meaning MeaningOf(int httpStatus) {
  const auto* found = std::find_if(std::begin(kMeanings), std::end(kMeanings),
                                   [&](const Meaning& meaning) { return meaning.httpStatus == httpStatus; });
  if (found != std::end(kMeanings)) return *found;
  if (httpStatus >= 500) return {httpStatus, "InternalError", ErrorCode::kInternal};
  return {httpStatus, "", ErrorCode::kUnknown};
}

ErrorCode CodeOf(int httpStatus, std::string_view reason) {
  if (reason == "AlreadyExists") return ErrorCode::kAlreadyExists;
  if (reason == "ServerTimeout") return ErrorCode::kUnavailable;  // a 500 that says: try again
  return MeaningOf(httpStatus).code;
}

std::shared_ptr<const metav1::Status> StatusOf(const Response& response) {
  auto status = std::make_shared<metav1::Status>();
  if (!internal::ReadBody(response.body, metav1::Status::kType, status.get()) || status->status != "Failure") return nullptr;
  return status;
}

// Where a line or a word ends that may hold a credential.
constexpr std::string_view kSpace = " \t\r\n";

// Blots out what stands behind the name of a scheme of authentication: a proxy may repeat our request to us.
void HideCredentials(std::string& text, std::string_view scheme) {
  for (std::size_t at = text.find(scheme); at != std::string::npos; at = text.find(scheme, at)) {
    at += scheme.size();
    const std::size_t end = std::min(text.find_first_of(" \t\r\n<\"'", at), text.size());
    text.replace(at, end - at, "...");
  }
}

// What can be shown of a body that is no Status: the start of a text, on one line.
std::string Quoted(const std::string& body) {
  std::string_view start = std::string_view(body).substr(0, kMaxQuotedBody);
  while (start.size() < body.size() && !start.empty() && codec::IsUtf8Continuation(body[start.size()])) start.remove_suffix(1);
  start = start.substr(0, start.find_last_not_of(kSpace) + 1);
  const bool isText = codec::IsUtf8(start) && std::none_of(start.begin(), start.end(), [](char c) {
                        return (c >= 0 && c < ' ' && kSpace.find(c) == std::string_view::npos) || c == '\x7F';
                      });
  if (!isText) return fmt::format("{} bytes that are no text", body.size());
  std::string shown(start);
  for (const std::string_view scheme : {"Bearer ", "bearer ", "Basic ", "basic "}) HideCredentials(shown, scheme);
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return kSpace.find(c) != std::string_view::npos; }, ' ');
  return shown;
}

}  // namespace

namespace internal {

std::optional<Error> FailureIn(const Response& response) {
  if (StatusOf(response) == nullptr) return std::nullopt;
  return ErrorFromResponse(response, "GET");
}

}  // namespace internal

Error ErrorFromResponse(const Response& response, std::string_view method) {
  Error::ServerAnswer answer;
  answer.httpStatus = response.status;
  answer.retryAfter = internal::RetryAfterOf(response.headers, std::chrono::system_clock::now());
  if (auto status = StatusOf(response)) {
    answer.reason = status->reason;
    answer.message = status->message;
    // An event of a watch has no status line of its own, and what came in the place of an object one that says success.
    if (answer.httpStatus < 300) answer.httpStatus = status->code;
    if (status->details && status->details->retryAfterSeconds > 0)
      answer.retryAfter = std::chrono::seconds(status->details->retryAfterSeconds);
    answer.status = std::move(status);
  } else {
    const bool isCreate = method == "POST" && response.status == 409;
    answer.reason = isCreate ? "AlreadyExists" : MeaningOf(response.status).reason;
    answer.message = Quoted(response.body);
  }
  const ErrorCode code = CodeOf(answer.httpStatus, answer.reason);
  return Error(code, "", std::move(answer));
}

}  // namespace k8s
