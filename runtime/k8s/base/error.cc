#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <k8s/base/error.h>

namespace k8s {
namespace {

// The reasons that apimachinery knows. A predicate looks at the HTTP status only when the reason is none of these.
constexpr std::array<std::string_view, 19> kKnownReasons = {
    "Unauthorized",
    "Forbidden",
    "NotFound",
    "AlreadyExists",
    "Conflict",
    "Gone",
    "Invalid",
    "ServerTimeout",
    "StoreReadError",
    "Timeout",
    "TooManyRequests",
    "BadRequest",
    "MethodNotAllowed",
    "NotAcceptable",
    "RequestEntityTooLarge",
    "UnsupportedMediaType",
    "InternalError",
    "Expired",
    "ServiceUnavailable",
};

bool IsKnown(std::string_view reason) {
  return std::find(kKnownReasons.begin(), kKnownReasons.end(), reason) != kKnownReasons.end();
}

bool HasReason(const Error& error, std::string_view reason) { return error.Reason() == reason; }

bool HasReasonOrStatus(const Error& error, std::string_view reason, int status) {
  return HasReason(error, reason) || (!IsKnown(error.Reason()) && error.HttpStatus() == status);
}

// C1 is what UTF-8 writes as C2 and a byte below A0.
bool IsControl(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const bool isC1 = byte(at) == 0xC2 && byte(at + 1) >= 0x80 && byte(at + 1) < 0xA0;
  return byte(at) < ' ' || byte(at) == 0x7F || isC1;
}

// What a server says may move the cursor of a terminal, or begin another line of a log.
std::string WithoutControls(std::string_view text) {
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!IsControl(text, i)) {
      shown += text[i];
    } else if (text[i] == '\n') {
      shown += "\\n";
    } else if (text[i] == '\t') {
      shown += "\\t";
    } else {
      const auto byte = static_cast<unsigned char>(text[i]);
      shown += fmt::format("\\u{:04x}", byte == 0xC2 ? static_cast<unsigned char>(text[++i]) : byte);
    }
  }
  return shown;
}

}  // namespace

std::string_view ToString(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnknown: return "Unknown";
    case ErrorCode::kCancelled: return "Cancelled";
    case ErrorCode::kDeadlineExceeded: return "DeadlineExceeded";
    case ErrorCode::kUnavailable: return "Unavailable";
    case ErrorCode::kInvalidArgument: return "InvalidArgument";
    case ErrorCode::kUnauthenticated: return "Unauthenticated";
    case ErrorCode::kForbidden: return "Forbidden";
    case ErrorCode::kNotFound: return "NotFound";
    case ErrorCode::kAlreadyExists: return "AlreadyExists";
    case ErrorCode::kConflict: return "Conflict";
    case ErrorCode::kGone: return "Gone";
    case ErrorCode::kInvalidObject: return "InvalidObject";
    case ErrorCode::kTooManyRequests: return "TooManyRequests";
    case ErrorCode::kDecode: return "Decode";
    case ErrorCode::kConfig: return "Config";
    case ErrorCode::kUnsupported: return "Unsupported";
    case ErrorCode::kInternal: return "Internal";
  }
  return "Unknown";
}

Error::Error(ErrorCode code, std::string message) : Error(Details{code, std::move(message)}) {}

Error::Error(ErrorCode code, TransportFailure failure, std::string message)
    : Error(Details{.code = code, .message = std::move(message), .failure = failure}) {}

Error::Error(ErrorCode code, std::string message, ServerAnswer answer)
    : Error(Details{code, std::move(message), std::move(answer)}) {}

Error::Error(Details details) : details_(std::make_shared<const Details>(std::move(details))) {}

Error Error::WithOutcomeUnknown() const {
  Details unknown = *details_;
  unknown.outcomeUnknown = true;
  return Error(std::move(unknown));
}

Error Error::WithContext(std::string_view context) const {
  Details outer = *details_;
  outer.message = outer.message.empty() ? std::string(context) : fmt::format("{}: {}", context, outer.message);
  return Error(std::move(outer));
}

std::string Error::ToString() const {
  std::string text = Message().empty() ? std::string(k8s::ToString(Code())) : Message();
  if (!ServerMessage().empty()) text += fmt::format(": {}", ServerMessage());
  if (IsOutcomeUnknown()) text += "; whether it was done all the same is unknown";
  if (HttpStatus() != 0) text += fmt::format(" (HTTP {}{}{})", HttpStatus(), Reason().empty() ? "" : ", ", Reason());
  return WithoutControls(text);
}

bool IsNotFound(const Error& error) { return HasReasonOrStatus(error, "NotFound", 404); }
bool IsAlreadyExists(const Error& error) { return HasReason(error, "AlreadyExists"); }
bool IsConflict(const Error& error) { return HasReasonOrStatus(error, "Conflict", 409); }
bool IsInvalid(const Error& error) { return HasReasonOrStatus(error, "Invalid", 422); }
bool IsForbidden(const Error& error) { return HasReasonOrStatus(error, "Forbidden", 403); }
bool IsUnauthorized(const Error& error) { return HasReasonOrStatus(error, "Unauthorized", 401); }
bool IsBadRequest(const Error& error) { return HasReasonOrStatus(error, "BadRequest", 400); }
bool IsMethodNotSupported(const Error& error) { return HasReasonOrStatus(error, "MethodNotAllowed", 405); }
bool IsNotAcceptable(const Error& error) { return HasReasonOrStatus(error, "NotAcceptable", 406); }
bool IsUnsupportedMediaType(const Error& error) { return HasReasonOrStatus(error, "UnsupportedMediaType", 415); }
bool IsGone(const Error& error) { return HasReasonOrStatus(error, "Gone", 410); }
bool IsResourceExpired(const Error& error) { return HasReason(error, "Expired"); }
bool IsTimeout(const Error& error) { return HasReasonOrStatus(error, "Timeout", 504); }
bool IsServerTimeout(const Error& error) { return HasReason(error, "ServerTimeout"); }
bool IsTooManyRequests(const Error& error) { return HasReason(error, "TooManyRequests") || error.HttpStatus() == 429; }
bool IsRequestEntityTooLarge(const Error& error) {
  return HasReason(error, "RequestEntityTooLarge") || error.HttpStatus() == 413;
}
bool IsServiceUnavailable(const Error& error) { return HasReasonOrStatus(error, "ServiceUnavailable", 503); }
bool IsInternalError(const Error& error) { return HasReasonOrStatus(error, "InternalError", 500); }

}  // namespace k8s
