#include <cerrno>
#include <string_view>
#include <system_error>

#include <k8s/transport/curl/errors.h>

namespace k8s::curl {
namespace {

bool Mentions(const Fault& fault, std::string_view text) { return fault.words.find(text) != std::string::npos; }

// libcurl has one code for whatever goes wrong while it reads.
TransportFailure WhileReading(const Fault& fault) {
  if (Mentions(fault, "chunk") || Mentions(fault, "Too large")) return TransportFailure::kProtocol;
  if (Mentions(fault, "alert")) return TransportFailure::kTls;  // TLS 1.3: after the handshake, as one side sees it
  return TransportFailure::kReset;
}

TransportFailure WhileConnecting(const Fault& fault) {
  if (fault.proxied) return TransportFailure::kProxy;
  return fault.systemError == ETIMEDOUT ? TransportFailure::kTimeout : TransportFailure::kRefused;
}

TransportFailure KindOf(const Fault& fault) {
  const bool refusedByProxy = !fault.connected && fault.proxyAnswer >= 300;
  switch (fault.code) {
    case CURLE_COULDNT_RESOLVE_HOST: return TransportFailure::kNameLookup;
    case CURLE_COULDNT_CONNECT: return WhileConnecting(fault);
    case CURLE_OPERATION_TIMEDOUT: return TransportFailure::kTimeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CLIENTCERT: return TransportFailure::kTls;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return TransportFailure::kProxy;
    case CURLE_UNSUPPORTED_PROTOCOL:  // an answer that would be HTTP/0.9
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_OUT_OF_MEMORY: return TransportFailure::kProtocol;
    case CURLE_RECV_ERROR: return refusedByProxy ? TransportFailure::kProxy : WhileReading(fault);
    default: return TransportFailure::kReset;
  }
}

// libcurl keeps each line of a head in a buffer with a bound, and takes its end for that of the memory. (Newer ones say
// CURLE_TOO_LARGE, whose number the oldest that we know does not define.)
bool IsLongLine(const Fault& fault) {
  constexpr int kTooLarge = 100;
  return fault.connected && fault.inHead && (fault.code == CURLE_OUT_OF_MEMORY || static_cast<int>(fault.code) == kTooLarge);
}

std::string WordsFor(const Fault& fault) {
  std::string words = fault.words.empty() ? curl_easy_strerror(fault.code) : fault.words;
  switch (fault.code) {
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_GOT_NOTHING: return "the connection was closed before an answer came";
    case CURLE_COULDNT_CONNECT:
      return fault.systemError == 0 ? words
                                    : words + ": " + std::generic_category().message(static_cast<int>(fault.systemError));
    default: return words;
  }
}

}  // namespace

Error ToError(const Fault& fault, const std::string& server) {
  if (IsLongLine(fault)) {
    return Error(ErrorCode::kDecode, TransportFailure::kProtocol,
                 server + ": a line in the head of the answer is longer than libcurl takes, which is 100 kB");
  }
  return Error(ErrorCode::kUnavailable, KindOf(fault), server + ": " + WordsFor(fault));
}

Error OutOfResources() { return Error(ErrorCode::kUnavailable, "libcurl lacks memory or descriptors for another request"); }

}  // namespace k8s::curl
