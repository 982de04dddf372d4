#pragma once

#include <memory>
#include <mutex>

#include <k8s/base/clock.h>
#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/credentials.h>
#include <k8s/config/environment.h>
#include <k8s/transport/transport.h>

namespace k8s {

/// What a transport must know of a Config, as it changes while a client lives: certificates and keys are renewed on disk, or by
/// a plugin. Whoever holds a transport makes another when the pointer changes.
///
/// Files are read again 10 seconds after they were read last, when they are asked for. What cannot be used then, such as a key
/// that was written before its certificate, leaves the last good options in use.
///
/// Thread safety: all members, from any thread. `environment` must outlive it.
class TransportOptionsSource {
 public:
  /// A null `clock` is the machine's.
  explicit TransportOptionsSource(Config config, const Environment& environment = Environment::Process(),
                                  std::shared_ptr<Clock> clock = nullptr);

  /// The options, with the client certificate of `given` if they have one; null, which is what a source says that is just
  /// fetching others, leaves those of the call before. The same pointer as long as nothing of it changed. Cheap but for when
  /// files are read.
  ///
  /// Errors: those of MakeTransportOptions(), as long as it never succeeded; kConfig: certificate and key of `given` cannot be
  /// read or do not belong together.
  Result<std::shared_ptr<const TransportOptions>> Current(const std::shared_ptr<const Credentials>& given = nullptr);

 private:
  using Pointer = std::shared_ptr<const TransportOptions>;

  Result<void> RenewFiles();
  Result<void> Combine(const std::shared_ptr<const Credentials>& credentials);

  const Config config_;
  const Environment& environment_;
  const std::shared_ptr<Clock> clock_;

  std::mutex mutex_;
  Clock::TimePoint next_read_ = Clock::TimePoint::min();
  Pointer from_files_;  // null: not yet
  Pointer current_;     // those, with the certificate of `credentials_`
  std::shared_ptr<const Credentials> credentials_;
};

}  // namespace k8s
