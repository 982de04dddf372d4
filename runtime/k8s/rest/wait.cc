#include <fmt/format.h>

#include <k8s/meta/field_selector.h>
#include <k8s/rest/wait.h>

namespace k8s::internal {
namespace {

using Duration = Clock::TimePoint::duration;

// What may be otherwise the next time: the server, or the way to it, is not well.
bool MayPass(const Error& error) {
  switch (error.Code()) {
    case ErrorCode::kUnavailable:
    case ErrorCode::kTooManyRequests:
    case ErrorCode::kGone: return true;
    case ErrorCode::kInternal:
    case ErrorCode::kDeadlineExceeded: return error.HttpStatus() != 0;  // the server's, not ours
    default: return false;
  }
}

}  // namespace

WaitPlan::WaitPlan(const std::string& name, const BackoffOptions& backoff)
    : name_(name), field_selector_("metadata.name=" + fields::EscapeValue(name)), backoff_(backoff), pause_(backoff.initial) {}

ListOptions WaitPlan::Options() const {
  ListOptions options{.fieldSelector = field_selector_};
  if (list_) return options;
  options.resourceVersion = resource_version_;
  options.allowWatchBookmarks = true;  // lest the version gets too old where nothing happens to the object
  return options;
}

void WaitPlan::Listed(const std::string& resourceVersion) {
  list_ = false;
  saw_something_ = false;
  resource_version_ = resourceVersion;
}

void WaitPlan::Saw(const std::string& resourceVersion) {
  saw_something_ = true;
  resource_version_ = resourceVersion;
}

Duration WaitPlan::Ended() {
  if (std::exchange(saw_something_, false)) backoff_.Reset();
  if (const auto next = backoff_.Next()) pause_ = *next;
  return pause_;
}

Result<Duration> WaitPlan::Failed(const Error& error) {
  if (!MayPass(error)) return error;
  if (error.Code() == ErrorCode::kGone) list_ = true;
  if (std::exchange(saw_something_, false)) backoff_.Reset();
  const auto pause = backoff_.Next();
  if (!pause) return error;
  pause_ = *pause;
  return std::max<Duration>(*pause, error.RetryAfter().value_or(std::chrono::seconds(0)));
}

Error WaitPlan::Named(const Error& error) const { return error.WithContext(fmt::format("waiting for \"{}\"", name_)); }

Error DeletedMeanwhile() { return Error(ErrorCode::kNotFound, "it was deleted meanwhile"); }

}  // namespace k8s::internal
