#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/token_source.h>
#include <k8s/meta/quoted.h>
#include <k8s/meta/trimmed.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

constexpr auto kFreshFor = 50s;

Result<std::string> Checked(std::string_view token, std::string_view origin) {
  const auto isIllegal = [](unsigned char byte) { return byte <= ' ' || byte >= 0x7f; };
  if (std::any_of(token.begin(), token.end(), isIllegal)) {
    return Error(ErrorCode::kConfig, fmt::format("{} contains a character that no HTTP header can carry", origin));
  }
  return std::string(token);
}

}  // namespace

TokenSource::TokenSource(const Config& config, const Environment& environment, Clock clock)
    : fixed_(config.token), file_(config.tokenFile), environment_(environment), clock_(std::move(clock)) {}

Result<std::string> TokenSource::Token() {
  if (file_.empty()) return Checked(fixed_, "the token");
  std::lock_guard lock(mutex_);
  const auto now = clock_();
  if (!last_.empty() && now < fresh_until_) return last_;
  Result<std::string> read = Read();
  if (read) {
    last_ = *std::move(read);
    fresh_until_ = now + kFreshFor;
    return last_;
  }
  if (!last_.empty()) return last_;
  if (!fixed_.empty()) return Checked(fixed_, "the token");
  return read;
}

Result<std::string> TokenSource::Read() const {
  const Result<std::string> content = environment_.ReadFile(file_);
  if (!content) return Error(ErrorCode::kConfig, content.error().Message());
  const std::string_view token = internal::Trimmed(*content);
  const std::string origin = fmt::format("the token file {}", internal::Quoted(file_));
  if (token.empty()) return Error(ErrorCode::kConfig, origin + " is empty");
  return Checked(token, origin);
}

}  // namespace k8s
