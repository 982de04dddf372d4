#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include <k8s/transport/curl/loop.h>
#include <k8s/transport/curl/process.h>

namespace k8s::curl {
namespace {

/// The loops whose threads may be running. Its end comes before that of OpenSSL, if it was made after OpenSSL was set up.
class RunningLoops {
 public:
  ~RunningLoops() {
    CurlGate().Close();
    std::unique_lock lock(mutex_);
    const auto loops = loops_;
    lock.unlock();
    for (const auto& weak : loops) {
      if (const auto loop = weak.lock()) loop->Stop();
    }
  }

  void Add(const std::shared_ptr<Loop>& loop) {
    std::lock_guard lock(mutex_);
    std::erase_if(loops_, [](const auto& weak) { return weak.expired(); });
    loops_.push_back(loop);
  }

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<Loop>> loops_;
};

RunningLoops& AllLoops() {
  static RunningLoops loops;
  return loops;
}

Result<void> SetUp() {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return Error(ErrorCode::kUnsupported, "libcurl cannot be initialized");
  AllLoops();
  const curl_version_info_data* const version = curl_version_info(CURLVERSION_NOW);
  if (!version->ssl_version || !std::string_view(version->ssl_version).starts_with("OpenSSL/")) {
    return Error(ErrorCode::kUnsupported, "this libcurl does not use OpenSSL");
  }
  constexpr int kNeeded = CURL_VERSION_HTTP2 | CURL_VERSION_ASYNCHDNS;
  if ((version->features & kNeeded) != kNeeded) {
    return Error(ErrorCode::kUnsupported, "this libcurl lacks HTTP/2, or looks names up on the calling thread");
  }
  return {};
}

}  // namespace

Result<void> EnsureCurl() {
  static const Result<void> setUp = SetUp();
  return setUp;
}

void EndAtExit(const std::shared_ptr<Loop>& loop) { AllLoops().Add(loop); }

internal::ExitGate& CurlGate() {
  static auto& gate = *new internal::ExitGate;
  return gate;
}

}  // namespace k8s::curl
