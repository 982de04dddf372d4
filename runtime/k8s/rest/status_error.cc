#include <algorithm>
#include <cctype>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <k8s/api/meta/v1/status.h>
#include <k8s/codec/utf8.h>
#include <k8s/config/redacted.h>
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

// What may stand between the words of a text.
constexpr std::string_view kSpace = " \t\r\n";

// A proxy may repeat our request to us, so what may be a credential is blotted out: a word behind a name that announces one,
// and every long word with letters and digits, as tokens are.
class Blotter {
 public:
  static std::string Blotted(std::string_view text) {
    Blotter blotter;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = at;
      while (at < text.size() && IsOfWord(text[at])) ++at;
      if (at > begin) blotter.Word(text.substr(begin, at - begin));
      for (; at < text.size() && !IsOfWord(text[at]); ++at) blotter.Separator(text[at]);
    }
    return std::move(blotter.shown_);
  }

 private:
  static constexpr std::size_t kShortestToken = 20;  // that of a node's first contact has 23

  static bool IsOfWord(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-._~+=%").find(c) != std::string_view::npos;
  }

  static bool LooksLikeToken(std::string_view word) {
    const auto has = [&](int (*kind)(int)) {
      return std::any_of(word.begin(), word.end(), [&](unsigned char c) { return kind(c) != 0; });
    };
    return word.size() >= kShortestToken && has(std::isdigit) && has(std::isalpha);
  }

  void Word(std::string_view word) {
    std::string lower(word);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::size_t name = std::min(lower.find_first_of("=%"), lower.size());
    const std::string_view first = std::string_view(lower).substr(0, name);
    const bool isScheme = first == "bearer" || first == "basic";
    const bool isName = first.ends_with("token") || first == "password";
    const bool holdsSecret = (isScheme || isName) && name < word.size();
    if (secret_follows_ || LooksLikeToken(word)) {
      shown_ += "...";
    } else {
      shown_ += holdsSecret ? std::string(word.substr(0, name)) + "..." : std::string(word);
    }
    secret_follows_ = isScheme;
    is_name_ = isName;
  }

  // "token expired" is a sentence, "token": "..." is not.
  void Separator(char c) {
    secret_follows_ = secret_follows_ || (is_name_ && c == ':');
    shown_ += c;
  }

  std::string shown_;
  bool secret_follows_ = false;
  bool is_name_ = false;
};

// What can be shown of a body that is no Status: the start of a text, on one line.
std::string Quoted(const std::string& body) {
  std::string_view start = std::string_view(body).substr(0, kMaxQuotedBody);
  while (start.size() < body.size() && !start.empty() && codec::IsUtf8Continuation(body[start.size()])) start.remove_suffix(1);
  start = start.substr(0, start.find_last_not_of(kSpace) + 1);
  const bool isText = codec::IsUtf8(start) && std::none_of(start.begin(), start.end(), [](char c) {
                        return (c >= 0 && c < ' ' && kSpace.find(c) == std::string_view::npos) || c == '\x7F';
                      });
  if (!isText) return fmt::format("{} bytes that are no text", body.size());
  std::string shown = Blotter::Blotted(start);
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return kSpace.find(c) != std::string_view::npos; }, ' ');
  return shown;
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
  std::string found = IsRedirect(response) ? RedirectionTo(*response.headers.Find("Location")) : std::string();
  return Error(code, std::move(found), std::move(answer));
}

}  // namespace k8s
