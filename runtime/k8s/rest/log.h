#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <k8s/transport/transport.h>

namespace k8s {

enum class LogLevel {
  kTrace,    ///< Headers of requests and answers, those with credentials or cookies replaced by "***"; never a body
  kDebug,    ///< A line for each attempt of a request
  kInfo,     ///< Requests that are repeated, credentials that are renewed
  kWarning,  ///< Warnings of the API server, unless they have a handler of their own
};

/// Where the library's log goes, which by itself writes nothing anywhere. Nothing in a line is
/// secret: what a request has told in confidence is blotted out of whatever is said of its answer.
struct Log {
  /// Called with one line without its end, from any thread, several at once.
  std::function<void(LogLevel level, std::string_view line)> sink = {};
  /// Below it nothing is put into words.
  LogLevel level = LogLevel::kInfo;

  bool Takes(LogLevel of) const { return sink != nullptr && of >= level; }
};

namespace internal {

/// "Accept: application/json, Authorization: ***". Of a long value the start.
std::string Redacted(const Headers& headers);

}  // namespace internal
}  // namespace k8s
