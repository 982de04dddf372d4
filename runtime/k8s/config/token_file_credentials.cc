#include <chrono>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <k8s/base/ascii.h>
#include <k8s/config/authorization.h>
#include <k8s/config/token_file_credentials.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

constexpr std::chrono::seconds kFreshFor{50};

}  // namespace

TokenFileCredentials::TokenFileCredentials(std::string path, Pointer fallback, const Environment& environment,
                                           std::shared_ptr<Clock> clock)
    : path_(std::move(path)), environment_(environment), clock_(std::move(clock)), last_(std::move(fallback)) {}

std::shared_ptr<const Credentials> TokenFileCredentials::Ready() {
  std::lock_guard lock(mutex_);
  return IsFresh() ? last_ : nullptr;
}

Future<std::shared_ptr<const Credentials>> TokenFileCredentials::Fetch() {
  std::lock_guard lock(mutex_);
  return Future<Pointer>(IsFresh() ? Result<Pointer>(last_) : Renewed());
}

void TokenFileCredentials::Refused(const Pointer& used) {
  std::lock_guard lock(mutex_);
  if (used == last_) fresh_until_ = Clock::TimePoint::min();
}

bool TokenFileCredentials::IsFresh() const { return clock_->Now() < fresh_until_; }

Result<std::shared_ptr<const Credentials>> TokenFileCredentials::Renewed() {
  Result<std::string> authorization = Read();
  if (!authorization) {
    if (!last_) return authorization.error();
    return last_;
  }
  fresh_until_ = clock_->Now() + kFreshFor;
  // The same token stays the same credentials, so that nobody takes them for others that are worth a second try.
  if (!last_ || last_->authorization != *authorization) {
    last_ = std::make_shared<const Credentials>(Credentials{*std::move(authorization), {}, {}});
  }
  return last_;
}

Result<std::string> TokenFileCredentials::Read() const {
  const Result<std::string> content = environment_.ReadRegularFile(path_);
  if (!content) return Error(ErrorCode::kConfig, content.error().Message());
  const std::string_view token = Trimmed(*content);
  const std::string origin = fmt::format("the token file {}", Quoted(path_));
  if (token.empty()) return Error(ErrorCode::kConfig, origin + " is empty");
  return BearerAuthorization(token, origin);
}

}  // namespace k8s::internal
