#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <k8s/api/meta/v1/status.h>
#include <k8s/codec/utf8.h>
#include <k8s/config/redacted.h>
#include <k8s/config/sent_secrets.h>
#include <k8s/rest/object_body.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/retry_after.h>
#include <k8s/rest/status_error.h>

namespace k8s {
namespace {

// As much of an answer that is no Status as goes into an error, as in client-go.
constexpr std::size_t kMaxQuotedBody = 2048;
// As much of what a Status says. One that counts what is wrong with a large object is long.
constexpr std::size_t kMaxMessage = std::size_t{16} << 10;
constexpr std::size_t kMaxReason = 256;

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

std::string Blotted(std::string text, const Response& response) {
  if (response.secrets) response.secrets->BlotIn(text);
  return text;
}

// Once it is decoded, for in JSON a letter can be spelled in other ways than it was sent.
void BlotIn(metav1::Status& status, const internal::SentSecrets& secrets) {
  for (std::string* text : {&status.message, &status.reason, &status.metadata.selfLink, &status.metadata.resourceVersion,
                            &status.metadata.continue_}) {
    secrets.BlotIn(*text);
  }
  if (status.metadata.shardInfo) secrets.BlotIn(status.metadata.shardInfo->selector);
  if (!status.details) return;
  metav1::StatusDetails& details = *status.details;
  for (std::string* text : {&details.name, &details.group, &details.kind, &details.uid}) secrets.BlotIn(*text);
  for (metav1::StatusCause& cause : details.causes) {
    for (std::string* text : {&cause.reason, &cause.message, &cause.field}) secrets.BlotIn(*text);
  }
}

std::shared_ptr<const metav1::Status> StatusOf(const Response& response) {
  auto status = std::make_shared<metav1::Status>();
  if (!internal::ReadBody(response.body, metav1::Status::kType, status.get()) || status->status != "Failure") return nullptr;
  if (response.secrets) BlotIn(*status, *response.secrets);
  return status;
}

// The start of a text, which ends with a whole character.
std::string_view StartOf(std::string_view text, std::size_t maxBytes) {
  std::string_view start = text.substr(0, maxBytes);
  while (start.size() < text.size() && !start.empty() && codec::IsUtf8Continuation(text[start.size()])) start.remove_suffix(1);
  return start;
}

// What a Status says is shown as it is, within bounds: the whole is in the Status.
std::string Bounded(const std::string& text, std::size_t maxBytes) {
  return text.size() <= maxBytes ? text : fmt::format("{}...", StartOf(text, maxBytes));
}

constexpr std::string_view kSpace = " \t\r\n";

// What can be shown of a body that is no Status: the start of a text, on one line, without what looks like a credential.
std::string Quoted(const std::string& body) {
  const std::string_view start = StartOf(body, kMaxQuotedBody);
  const bool isText = codec::IsUtf8(start) && std::none_of(start.begin(), start.end(), [](char c) {
                        return (c >= 0 && c < ' ' && kSpace.find(c) == std::string_view::npos) || c == '\x7F';
                      });
  return isText ? internal::Redacted(start) : fmt::format("{} bytes that are no text", body.size());
}

bool IsRedirect(const Response& response) {
  return response.status >= 300 && response.status < 400 && response.headers.Find("Location") != nullptr;
}

// Where an answer points: a query or a user's name there may be a secret.
std::string RedirectionTo(std::string_view location) {
  constexpr std::size_t kMaxShown = 256;
  constexpr std::string_view kSlashes = "/\\";  // browsers, and so whoever writes them, take one for the other
  location = location.substr(0, location.find_first_of("?#;"));
  const std::size_t slashes = std::min(location.find_first_of(kSlashes), location.size());
  const std::size_t authority = std::min(location.find_first_not_of(kSlashes, slashes), location.size());
  const bool hasAuthority = authority - slashes > 1;
  const std::size_t path = hasAuthority ? location.find_first_of(kSlashes, authority) : authority;
  const std::size_t user = location.substr(0, path).rfind('@');
  std::string shown(location.substr(0, authority));
  shown += location.substr(user == std::string_view::npos ? authority : user + 1);
  return fmt::format("redirects are not followed, and the server points to {}", internal::OnOneLine(shown, kMaxShown));
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
    answer.reason = Bounded(status->reason, kMaxReason);
    answer.message = Bounded(status->message, kMaxMessage);
    // An event of a watch has no status line of its own, and what came in the place of an object one that says success.
    if (answer.httpStatus < 300) answer.httpStatus = status->code;
    if (status->details && status->details->retryAfterSeconds > 0)
      answer.retryAfter = std::chrono::seconds(status->details->retryAfterSeconds);
    answer.status = std::move(status);
  } else {
    const bool isCreate = method == "POST" && response.status == 409;
    answer.reason = isCreate ? "AlreadyExists" : MeaningOf(response.status).reason;
    answer.message = Quoted(Blotted(response.body, response));
  }
  const ErrorCode code = CodeOf(answer.httpStatus, answer.reason);
  std::string found =
      IsRedirect(response) ? RedirectionTo(Blotted(*response.headers.Find("Location"), response)) : std::string();
  return Error(code, std::move(found), std::move(answer));
}

}  // namespace k8s
