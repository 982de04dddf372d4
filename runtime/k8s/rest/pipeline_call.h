#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/result.h>
#include <k8s/config/credentials.h>
#include <k8s/config/sent_secrets.h>
#include <k8s/rest/client_options.h>
#include <k8s/transport/transport.h>

namespace k8s::internal {

/// What all calls of a client go through, in the order of ClientOptions.
struct PipelineParts {
  Headers headers = {};                                ///< Set on each request: user agent and impersonation
  std::shared_ptr<CredentialSource> credentials = {};  ///< Null: nobody in particular
  SentSecrets proxy = {};                              ///< What a proxy is told of us
  RetryOptions retry = {};
  std::shared_ptr<RateLimiter> rateLimiter = {};
  WarningHandler warnings = {};
  Log log = {};
  std::vector<std::shared_ptr<RequestObserver>> observers = {};
  std::shared_ptr<Clock> clock;
  std::shared_ptr<Executor> executor;
  std::chrono::milliseconds requestTimeout{0};
};

/// One call on its way through the pipeline: says what is to be done next, and is told what came of it. It waits for nothing
/// and sends nothing itself.
///
/// Thread safety: for one thread at a time.
class PipelineCall {
 public:
  enum class Step {
    kFetchCredentials,  ///< Then Fetched()
    kPause,             ///< Until PauseEnd(), then Paused()
    kSend,              ///< AttemptRequest(), then Answered()
    kFail,              ///< With Failure(): it is over
  };

  /// `isStream`: the client's own time limit applies until the head of the answer is there, not to what comes then.
  PipelineCall(const PipelineParts& parts, Request request, CallContext context, bool isStream);

  Step Next();

  void Fetched(Result<std::shared_ptr<const Credentials>> credentials);
  void Paused(const Result<void>& paused);
  /// The request of this attempt, to be sent now.
  Request AttemptRequest();
  /// Whether that was the last attempt, and its outcome is that of the call.
  bool Answered(const AttemptOutcome& outcome, std::size_t responseBytes);

  /// What the attempt has told in confidence, for whatever is said of its outcome: valid until the next one.
  SentSecrets Sent() const;

  Clock::TimePoint PauseEnd() const { return *pause_until_; }
  Error Failure() const { return *failure_; }
  /// What bounds the way to the answer.
  const CallContext& Context() const { return context_; }
  /// What bounds an attempt, and a stream that comes of it.
  const CallContext& AttemptContext() const { return stream_context_ ? *stream_context_ : context_; }

 private:
  bool NeedsCredentials() const;
  bool RenewsCredentials(const AttemptOutcome& outcome);
  bool Repeats(const AttemptOutcome& outcome);
  std::optional<Step> Authorize();
  std::optional<Step> TakeToken();
  void Observe(const AttemptOutcome& outcome, std::size_t responseBytes);
  void Warn(const Response& head) const;
  void LogAttempt(const AttemptOutcome& outcome, Clock::TimePoint::duration latency) const;
  void Write(LogLevel level, std::string line) const;

  const PipelineParts& parts_;
  const Request request_;
  const std::optional<CallContext> stream_context_;  // the caller's, of a stream
  const CallContext context_;
  const bool identified_;  // the caller has brought an Authorization

  int attempt_ = 0;
  std::shared_ptr<const Credentials> credentials_;
  std::shared_ptr<const Credentials> shown_;  // those of the last attempt
  bool renewed_ = false;
  bool has_token_ = false;
  std::optional<Clock::TimePoint> pause_until_;
  std::optional<Error> failure_;

  Clock::TimePoint sent_at_;
  std::vector<std::unique_ptr<ObservedAttempt>> observed_;
  Request sent_;  // kept only for those who observe
};

}  // namespace k8s::internal
