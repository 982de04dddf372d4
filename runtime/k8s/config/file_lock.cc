#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <k8s/config/file_lock.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

constexpr std::chrono::milliseconds kTryAgain{50};

// 0, or why not.
int Create(const std::string& name) {
  const int fd = open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  close(fd);
  return 0;
}

}  // namespace

Result<std::unique_ptr<FileLock>> FileLock::Take(const std::string& path, Clock& clock, const CallContext& context) {
  const std::string name = path + ".lock";
  const auto end = clock.Now() + kPatience;
  while (const int failure = Create(name)) {
    if (failure != EEXIST) {
      return Error(ErrorCode::kConfig,
                   fmt::format("cannot make {}: {}", Quoted(name), std::generic_category().message(failure)));
    }
    if (clock.Now() >= end) {
      return Error(ErrorCode::kConfig,
                   fmt::format("{} is there: another program changes the file, or has left it behind", Quoted(name)));
    }
    const Result<void> waited = clock.WaitUntil(clock.Now() + kTryAgain, context);
    if (!waited) return waited.error().WithContext(Quoted(name));
  }
  return std::unique_ptr<FileLock>(new FileLock(name));
}

FileLock::~FileLock() { unlink(name_.c_str()); }

}  // namespace k8s::internal
