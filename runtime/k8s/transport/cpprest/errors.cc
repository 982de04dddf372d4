#include <cerrno>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <openssl/err.h>

#include <k8s/transport/cpprest/connection_check.h>
#include <k8s/transport/cpprest/errors.h>
#include <k8s/transport/cpprest/line.h>
#include <k8s/transport/cpprest/sdk.h>
#include <k8s/transport/tls_policy.h>

namespace k8s::cpprest {
namespace {

// Of asio's own categories.
constexpr int kEndOfFile = 2;
constexpr int kTlsStreamTruncated = 1;

// cpprestsdk drops the category of a code. OpenSSL's have the library's number in their upper bits and exceed every errno.
bool IsOpenSslCode(int code) { return code > 0xFFFF; }

std::string OpenSslReason(int code, const Line& line) {
  const auto packed = static_cast<unsigned long>(static_cast<unsigned int>(code));
  const char* const reason = ERR_reason_error_string(packed);
  std::string text = reason ? reason : fmt::format("OpenSSL error {:#x}", packed);
  const bool rejected = ERR_GET_LIB(packed) == ERR_LIB_SSL && ERR_GET_REASON(packed) == SSL_R_CERTIFICATE_VERIFY_FAILED;
  if (rejected && line.tls) text += ": " + line.tls->LastRejection();
  return text;
}

std::string Reason(const web::http::http_exception& exception, const Line& line) {
  const int code = exception.error_code().value();
  if (IsOpenSslCode(code)) return OpenSslReason(code, line);
  if (std::string_view(exception.what()).starts_with("Error resolving")) return "host not found";
  switch (code) {
    case 0: return "malformed HTTP";
    case kEndOfFile:
    case kTlsStreamTruncated: return "the connection was closed before the answer was complete";
    case EHOSTUNREACH: return "refused, or no route";  // cpprestsdk makes one of the two, and of a broken pipe
    case ETIMEDOUT: return "timed out";
    default: return std::generic_category().message(code);
  }
}

}  // namespace

bool IsStaleConnection(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const StaleConnection&) {
    return true;
  } catch (...) {
    return false;
  }
}

Error ToError(const std::exception_ptr& failure, const Line& line) {
  try {
    std::rethrow_exception(failure);
  } catch (const Failure& ours) {
    return ours.GetError();
  } catch (const ResendRefused&) {
    return Error(
        ErrorCode::kUnavailable,
        line.server + ": the connection was closed before an answer came; whether the request was carried out is unknown");
  } catch (const web::uri_exception& malformed) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("malformed target of a request: {}", malformed.what()));
  } catch (const web::http::http_exception& exception) {
    return Error(ErrorCode::kUnavailable, fmt::format("{}: {}: {}", line.server, exception.what(), Reason(exception, line)));
  } catch (const std::exception& exception) {
    return Error(ErrorCode::kUnavailable, fmt::format("{}: {}", line.server, exception.what()));
  } catch (...) {
    return Error(ErrorCode::kInternal, line.server + ": unknown exception");
  }
}

}  // namespace k8s::cpprest
