#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <k8s/base/after.h>

namespace k8s {

/// What bounds one call, and what it carries besides its arguments. The last, defaulted parameter of everything that can wait.
///
/// ```
/// auto pods = client.List({}, {.stop = token});
/// auto pod = client.Get("web-0", {}, k8s::CallContext::Within(2s));
/// ```
///
/// g++ 12 destroys an aggregate that is written with braces within a `co_await` expression twice,
/// this one and the options of the verbs alike. There the call and the wait take two lines: `auto call =
/// client.ListAsync({...});`, then `co_await call`.
struct CallContext {
  /// Ends the call with ErrorCode::kCancelled, at once, wherever it waits.
  std::stop_token stop = {};

  /// Ends the call with ErrorCode::kDeadlineExceeded. It spans the whole call: connecting, retries, back-off, the body.
  std::optional<std::chrono::steady_clock::time_point> deadline = {};

  /// Headers of the request, each in the place of those of that name that the library would send: Accept, User-Agent,
  /// Authorization too.
  std::vector<std::pair<std::string, std::string>> headers = {};

  /// A context that ends `timeout` from now.
  template <class Rep, class Period>
  static CallContext Within(std::chrono::duration<Rep, Period> timeout) {
    return {.deadline = After(std::chrono::steady_clock::now(), timeout)};
  }
};

}  // namespace k8s
