#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/redacted.h>
#include <k8s/rest/pipeline_call.h>

namespace k8s::internal {
namespace {

CallContext Bounded(CallContext context, const PipelineParts& parts) {
  if (parts.requestTimeout.count() <= 0) return context;
  const auto latest = After(parts.clock->Now(), parts.requestTimeout);
  context.deadline = context.deadline ? std::min(*context.deadline, latest) : latest;
  return context;
}

// What the caller has set itself stays as it is.
Request WithHeaders(Request request, const Headers& headers) {
  const auto own = static_cast<std::ptrdiff_t>(request.headers.size());
  for (const Headers::Entry& ours : headers) {
    const auto isSet = [&](const Headers::Entry& theirs) { return Headers::SameName(theirs.first, ours.first); };
    const auto begin = request.headers.begin();
    if (std::none_of(begin, begin + own, isSet)) request.headers.Add(ours.first, ours.second);
  }
  return request;
}

std::string Described(const AttemptOutcome& outcome) {
  return outcome.head != nullptr ? std::to_string(outcome.head->status) : outcome.error->ToString();
}

// Whoever could not wait longer is told for what; who has failed says it by itself.
Error WithName(const Error& error, const std::string& name) {
  const bool gaveUp = error.Code() == ErrorCode::kDeadlineExceeded || error.Code() == ErrorCode::kCancelled;
  const bool isNamed = name.empty() || error.Message().find(name) != std::string::npos;
  return gaveUp && !isNamed ? error.WithContext(fmt::format("waiting for {}", name)) : error;
}

double Milliseconds(Clock::TimePoint::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

}  // namespace

PipelineCall::PipelineCall(const PipelineParts& parts, Request request, CallContext context, bool isStream)
    : parts_(parts),
      request_(WithHeaders(std::move(request), parts.headers)),
      stream_context_(isStream ? std::optional(context) : std::nullopt),
      context_(Bounded(std::move(context), parts)),
      identified_(request_.headers.Find("Authorization") != nullptr) {}

PipelineCall::Step PipelineCall::Next() {
  if (failure_) return Step::kFail;
  if (pause_until_) return Step::kPause;
  if (const std::optional<Step> step = Authorize()) return *step;
  if (const std::optional<Step> step = TakeToken()) return *step;
  return Step::kSend;
}

std::optional<PipelineCall::Step> PipelineCall::Authorize() {
  if (!NeedsCredentials()) return std::nullopt;
  credentials_ = parts_.credentials->Ready();
  if (credentials_ == nullptr) return Step::kFetchCredentials;
  return std::nullopt;
}

bool PipelineCall::NeedsCredentials() const { return parts_.credentials != nullptr && !identified_ && credentials_ == nullptr; }

void PipelineCall::Fetched(Result<std::shared_ptr<const Credentials>> credentials) {
  if (credentials) {
    credentials_ = *std::move(credentials);
  } else {
    failure_ = WithName(credentials.error(), parts_.credentials->Name()).WithContext("credentials");
  }
}

std::optional<PipelineCall::Step> PipelineCall::TakeToken() {
  if (parts_.rateLimiter == nullptr || has_token_) return std::nullopt;
  const auto now = parts_.clock->Now();
  const std::optional<Clock::TimePoint> at = parts_.rateLimiter->Take(now, context_.deadline);
  if (!at) {
    failure_ = Error(ErrorCode::kDeadlineExceeded, "the client's rate limit leaves no room for the call before its deadline");
    return Step::kFail;
  }
  has_token_ = true;
  if (*at <= now) return std::nullopt;
  pause_until_ = at;
  return Step::kPause;
}

void PipelineCall::Paused(const Result<void>& paused) {
  pause_until_.reset();
  if (paused) return;
  if (std::exchange(has_token_, false)) parts_.rateLimiter->GiveBack();
  failure_ = paused.error();
}

Request PipelineCall::AttemptRequest() {
  ++attempt_;
  has_token_ = false;
  shown_ = credentials_;
  Request request = request_;
  if (stream_context_ && parts_.requestTimeout.count() > 0) request.headBy = context_.deadline;
  if (credentials_ && !credentials_->authorization.empty()) request.headers.Add("Authorization", credentials_->authorization);
  for (const auto& observer : parts_.observers) {
    if (auto observed = observer->Started(request, attempt_)) observed_.push_back(std::move(observed));
  }
  if (parts_.log.Takes(LogLevel::kTrace)) {
    Write(LogLevel::kTrace, fmt::format("{} {}: {}", request.method, request.target, Redacted(request.headers)));
  }
  if (!observed_.empty()) sent_ = request;
  sent_at_ = parts_.clock->Now();
  return request;
}

bool PipelineCall::Answered(const AttemptOutcome& outcome, std::size_t responseBytes) {
  Observe(outcome, responseBytes);
  if (RenewsCredentials(outcome)) return false;
  return !Repeats(outcome);
}

// One that the server no longer takes is renewed once in a call, if it can be.
bool PipelineCall::RenewsCredentials(const AttemptOutcome& outcome) {
  if (outcome.Status() != 401 || credentials_ == nullptr || renewed_ || !parts_.credentials->CanRenew()) return false;
  renewed_ = true;
  parts_.credentials->Refused(std::exchange(credentials_, nullptr));
  if (parts_.log.Takes(LogLevel::kInfo)) Write(LogLevel::kInfo, "the server answered 401: renewing credentials");
  return true;
}

bool PipelineCall::Repeats(const AttemptOutcome& outcome) {
  const int tries = renewed_ ? attempt_ - 1 : attempt_;
  const auto delay = RetryDelay(request_, outcome, tries, parts_.retry, std::chrono::system_clock::now());
  if (!delay || context_.stop.stop_requested()) return false;
  const auto at = After(parts_.clock->Now(), *delay);
  if (context_.deadline && at > *context_.deadline) return false;
  if (parts_.log.Takes(LogLevel::kInfo)) {
    Write(LogLevel::kInfo, fmt::format("{} {}: {}: trying again in {} ms", request_.method, request_.target, Described(outcome),
                                       delay->count()));
  }
  pause_until_ = at;
  credentials_.reset();  // they may change while we wait
  return true;
}

void PipelineCall::Observe(const AttemptOutcome& outcome, std::size_t responseBytes) {
  const auto latency = parts_.clock->Now() - sent_at_;
  if (outcome.head != nullptr) Warn(*outcome.head);
  LogAttempt(outcome, latency);
  const AttemptMeasures measures = {.request = sent_,
                                    .attempt = attempt_,
                                    .status = outcome.Status(),
                                    .error = outcome.error,
                                    .latency = latency,
                                    .responseBytes = responseBytes};
  for (const auto& observed : std::exchange(observed_, {})) observed->Ended(measures);
}

void PipelineCall::Warn(const Response& head) const {
  if (head.headers.Find("Warning") == nullptr) return;
  const SentSecrets secrets = Sent();
  for (const std::string& warning : WarningsOf(head.headers)) {
    if (parts_.warnings) {
      parts_.warnings(secrets.Blotted(warning));
    } else if (parts_.log.Takes(LogLevel::kWarning)) {
      Write(LogLevel::kWarning, warning);
    }
  }
}

void PipelineCall::LogAttempt(const AttemptOutcome& outcome, Clock::TimePoint::duration latency) const {
  if (!parts_.log.Takes(LogLevel::kDebug)) return;
  Write(LogLevel::kDebug,
        fmt::format("{} {}: {} in {:.1f} ms", request_.method, request_.target, Described(outcome), Milliseconds(latency)));
  if (outcome.head != nullptr && parts_.log.Takes(LogLevel::kTrace)) {
    Write(LogLevel::kTrace, Redacted(outcome.head->headers));
  }
}

// Nothing of what others have written makes a line of its own.
void PipelineCall::Write(LogLevel level, std::string line) const {
  constexpr std::size_t kMaxLine = std::size_t{64} << 10;
  parts_.log.sink(level, OnOneLine(Sent().Blotted(std::move(line)), kMaxLine));
}

SentSecrets PipelineCall::Sent() const {
  SentSecrets secrets = parts_.proxy;
  secrets.AddHeaders(request_.headers);
  if (shown_) secrets.AddAuthorization(shown_->authorization);
  return secrets;
}

}  // namespace k8s::internal
