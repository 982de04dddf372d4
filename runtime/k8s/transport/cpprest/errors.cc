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

bool IsUnexpectedEof(int code) {
  return ERR_GET_REASON(static_cast<unsigned long>(static_cast<unsigned int>(code))) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

std::string OpenSslReason(int code, const Line& line) {
  const auto packed = static_cast<unsigned long>(static_cast<unsigned int>(code));
  const char* const reason = ERR_reason_error_string(packed);
  std::string text = reason ? reason : fmt::format("OpenSSL error {:#x}", packed);
  const bool rejected = ERR_GET_LIB(packed) == ERR_LIB_SSL && ERR_GET_REASON(packed) == SSL_R_CERTIFICATE_VERIFY_FAILED;
  if (rejected && line.tls) text += ": " + line.tls->LastRejection();
  return text;
}

// In which phase an exchange failed, only the words tell.
bool Says(const web::http::http_exception& exception, std::string_view words) {
  return std::string_view(exception.what()).find(words) != std::string_view::npos;
}

bool WasConnecting(const web::http::http_exception& exception) {
  return Says(exception, "resolv") || Says(exception, "SSL handshake") || Says(exception, "proxy");
}

TransportFailure KindOf(const web::http::http_exception& exception) {
  const int code = exception.error_code().value();
  if (Says(exception, "proxy")) return TransportFailure::kProxy;
  if (Says(exception, "Error resolving")) return TransportFailure::kNameLookup;
  if (code == ETIMEDOUT) return TransportFailure::kTimeout;
  if (Says(exception, "Failed to connect")) return TransportFailure::kRefused;
  if (Says(exception, "SSL handshake") || (IsOpenSslCode(code) && !IsUnexpectedEof(code))) return TransportFailure::kTls;
  return code == 0 ? TransportFailure::kProtocol : TransportFailure::kReset;
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

Error ToError(const std::exception_ptr& failure, const Line& line, bool isWrite) {
  const auto lost = [isWrite](const Error& error) { return isWrite ? error.WithOutcomeUnknown() : error; };
  try {
    std::rethrow_exception(failure);
  } catch (const Failure& ours) {
    return lost(ours.GetError());
  } catch (const ResendRefused&) {
    return lost(Error(ErrorCode::kUnavailable, TransportFailure::kReset,
                      line.server + ": the connection was closed before an answer came"));
  } catch (const web::uri_exception& malformed) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("malformed target of a request: {}", malformed.what()));
  } catch (const web::http::http_exception& exception) {
    const Error error(ErrorCode::kUnavailable, KindOf(exception),
                      fmt::format("{}: {}: {}", line.server, exception.what(), Reason(exception, line)));
    return WasConnecting(exception) ? error : lost(error);
  } catch (const std::exception& exception) {
    return lost(Error(ErrorCode::kUnavailable, TransportFailure::kReset, fmt::format("{}: {}", line.server, exception.what())));
  } catch (...) {
    return Error(ErrorCode::kInternal, line.server + ": unknown exception");
  }
}

}  // namespace k8s::cpprest
