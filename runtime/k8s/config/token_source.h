#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/environment.h>

namespace k8s {

/// Gives the bearer token for each request. One from a file is read again when 50 seconds have passed, as client-go does:
/// kubelet renews the token of a service account long before the old one ends.
///
/// Thread safety: all members, from any thread. `environment` must outlive it.
class TokenSource {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  explicit TokenSource(const Config& config, const Environment& environment = Environment::Process(),
                       Clock clock = std::chrono::steady_clock::now);

  /// The token; empty if the configuration has none. A file that cannot be read, or is empty, leaves the last good token, or
  /// that of the configuration, in use.
  ///
  /// kConfig: there is no good token yet, or the token cannot stand in an HTTP header.
  Result<std::string> Token();

 private:
  Result<std::string> Read() const;

  const std::string fixed_;
  const std::string file_;
  const Environment& environment_;
  const Clock clock_;

  std::mutex mutex_;
  std::string last_;  // from the file; empty: not yet
  std::chrono::steady_clock::time_point fresh_until_;
};

}  // namespace k8s
