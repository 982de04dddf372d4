#include <k8s/api/meta/v1/status.h>
#include <k8s/rest/pager.h>

namespace k8s::internal {
namespace {

constexpr std::int64_t kPageSize = 500;

}  // namespace

PageTurner::PageTurner(ListOptions options) : options_(std::move(options)) {
  if (options_.limit == 0) options_.limit = kPageSize;
}

Result<void> PageTurner::Turned(const std::string& continueToken) {
  if (!continueToken.empty() && !tokens_.insert(continueToken).second) {
    return Error(ErrorCode::kDecode, "reading pages: the server gives a continue token that it has given before");
  }
  at_end_ = continueToken.empty();
  goes_on_ = false;
  options_.continue_ = continueToken;
  // The token has a version of its own; a server refuses another beside it.
  options_.resourceVersion.clear();
  options_.resourceVersionMatch.clear();
  return {};
}

bool PageTurner::MayGoOnAfter(const Error& error) {
  const bool isLater = !options_.continue_.empty() && !goes_on_;
  if (!isLater || !IsResourceExpired(error) || error.Status() == nullptr) return false;
  const std::string& token = error.Status()->metadata.continue_;
  if (token.empty()) return false;
  options_.continue_ = token;
  consistent_ = false;
  goes_on_ = true;
  return true;
}

std::optional<ListOptions> FullListInstead(const ListOptions& first, const ListOptions& failed, const Error& error) {
  if (failed.continue_.empty() || !IsResourceExpired(error)) return std::nullopt;
  ListOptions full = first;
  full.limit = 0;
  full.continue_.clear();
  return full;
}

}  // namespace k8s::internal
