#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace k8s {

namespace metav1 {
struct Status;
}

/// What kind of failure an Error is, as far as it decides what a caller can do about it.
enum class ErrorCode {
  kUnknown,           ///< A failure of the server that fits nothing below.
  kCancelled,         ///< The caller's stop token was triggered.
  kDeadlineExceeded,  ///< The caller's deadline, or a time limit of the server (504), has passed.
  kUnavailable,       ///< No usable answer: refused, reset, cut off, TLS failure, 503. Try again.
  kInvalidArgument,   ///< The request cannot be right as it is; it was not sent, or the server answered 400.
  kUnauthenticated,   ///< 401: the credentials are missing, wrong or expired.
  kForbidden,         ///< 403: the user may not do this.
  kNotFound,          ///< 404: no such object, or no such resource.
  kAlreadyExists,     ///< 409 on a create.
  kConflict,          ///< 409: the object has changed, or another field manager owns a field.
  kGone,              ///< 410: the resourceVersion or the continue token is too old. List again.
  kInvalidObject,     ///< 422: the object fails the server's validation.
  kTooManyRequests,   ///< 429: wait for RetryAfter().
  kDecode,            ///< Bytes that are not what they should be: malformed, mistyped, too deep, too large.
  kConfig,            ///< The configuration is incomplete, contradictory or unreadable.
  kUnsupported,       ///< The server, or this library as it was built, cannot do it.
  kInternal,          ///< 500, or a defect of this library.
};

/// The name of a code as it is written in code, without the `k`: "NotFound".
std::string_view ToString(ErrorCode code);

/// Why no answer came, of a failure between here and the server.
enum class TransportFailure {
  kNone,        ///< It is none: an answer came, or the failure is of another kind.
  kNameLookup,  ///< The host's name is unknown, or could not be looked up.
  kRefused,     ///< Nobody listens there, or no way leads there. Nothing was sent.
  kTimeout,     ///< Not connected in time, or silent for too long.
  kTls,         ///< The two do not agree on TLS, or the server is not whom we trust; the message says why.
  kProxy,       ///< The proxy would not, or could not, let us through.
  kReset,       ///< The connection was closed or reset before the answer was complete.
  kProtocol,    ///< The answer is not HTTP, or exceeds a limit.
};

/// Why a call failed. Errors are values: they are returned, never thrown, and are cheap to copy and move.
///
/// What the server said and what this library says about it are kept apart: Reason(), ServerMessage() and Status() are the
/// server's words, Message() is ours. Neither ever holds a credential.
///
/// Thread safety: as a value; distinct objects may be used from distinct threads.
class [[nodiscard]] Error {
 public:
  /// The parts of an answer that the server gave, for the one function that turns an answer into an Error.
  struct ServerAnswer {
    int httpStatus = 0;
    std::string reason = {};
    std::string message = {};
    std::optional<std::chrono::seconds> retryAfter = {};
    std::shared_ptr<const metav1::Status> status = {};
  };

  /// A failure that this library found. `message` is a phrase without a full stop that names the place.
  Error(ErrorCode code, std::string message);

  /// A failure between here and the server: kUnavailable, but for an answer that cannot be read, which is kDecode.
  Error(ErrorCode code, TransportFailure failure, std::string message);

  /// A failure that the server reported.
  Error(ErrorCode code, std::string message, ServerAnswer answer);

  ErrorCode Code() const { return details_->code; }

  /// What this library was doing, outermost first: "listing pods in kube-system".
  const std::string& Message() const { return details_->message; }

  /// The HTTP status of the answer; 0 when there was no answer.
  int HttpStatus() const { return details_->answer.httpStatus; }

  /// The machine-readable `reason` of the server's Status ("NotFound", "Expired"); empty when there is none.
  const std::string& Reason() const { return details_->answer.reason; }

  /// The `message` of the server's Status, or the start of a body that was not a Status; empty when there is none.
  const std::string& ServerMessage() const { return details_->answer.message; }

  /// How long the server asks to wait before the next try.
  std::optional<std::chrono::seconds> RetryAfter() const { return details_->answer.retryAfter; }

  /// The server's whole Status, causes included; null when it sent none. Lives as long as this Error or a copy of it.
  const metav1::Status* Status() const { return details_->answer.status.get(); }

  /// Why no answer came, if that is what failed.
  TransportFailure Failure() const { return details_->failure; }

  /// Whether a write may have been done all the same: it was sent, in part at least, and its answer was lost. Look before
  /// writing again. Never true of a read.
  bool IsOutcomeUnknown() const { return details_->outcomeUnknown; }

  /// The same failure, of a write of which nobody knows whether it was done.
  Error WithOutcomeUnknown() const;

  /// The same failure seen from further outside: `context` goes before Message(), parted by ": ".
  Error WithContext(std::string_view context) const;

  /// One line for a log or a terminal: our message, the server's, then the HTTP status and reason.
  std::string ToString() const;

 private:
  struct Details {
    ErrorCode code;
    std::string message;
    ServerAnswer answer = {};
    TransportFailure failure = TransportFailure::kNone;
    bool outcomeUnknown = false;
  };

  explicit Error(Details details);

  std::shared_ptr<const Details> details_;  // never null; shared, so that Result<T> stays small and copies are cheap
};

// Predicates, as in k8s.io/apimachinery/pkg/api/errors: the server's reason decides, and its HTTP status where the reason is
// empty or unknown.
bool IsNotFound(const Error& error);
bool IsAlreadyExists(const Error& error);
bool IsConflict(const Error& error);
bool IsInvalid(const Error& error);
bool IsForbidden(const Error& error);
bool IsUnauthorized(const Error& error);
bool IsBadRequest(const Error& error);
bool IsMethodNotSupported(const Error& error);
bool IsNotAcceptable(const Error& error);
bool IsUnsupportedMediaType(const Error& error);
bool IsGone(const Error& error);
/// The resourceVersion or the continue token is too old (410 with reason Expired).
bool IsResourceExpired(const Error& error);
bool IsTimeout(const Error& error);
bool IsServerTimeout(const Error& error);
bool IsTooManyRequests(const Error& error);
bool IsRequestEntityTooLarge(const Error& error);
bool IsServiceUnavailable(const Error& error);
bool IsInternalError(const Error& error);

}  // namespace k8s
