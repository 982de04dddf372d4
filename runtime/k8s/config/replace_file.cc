#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <k8s/config/replace_file.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

Error CannotWrite(const std::string& path, int cause) {
  return Error(ErrorCode::kConfig, fmt::format("cannot write {}: {}", Quoted(path), std::generic_category().message(cause)));
}

// A file beside the one that it is to replace; gone with this, unless it has replaced it.
class Draft {
 public:
  explicit Draft(const std::string& target) : target_(target), name_(target + ".XXXXXX") {
    fd_ = mkostemp(name_.data(), O_CLOEXEC);
    failure_ = fd_ < 0 ? errno : 0;
  }
  ~Draft() {
    if (fd_ >= 0) close(fd_);
    if (fd_ >= 0 && !replaced_) unlink(name_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void Write(std::string_view content) {
    while (failure_ == 0 && !content.empty()) {
      const ssize_t written = write(fd_, content.data(), content.size());
      if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
      if (written < 0 && errno != EINTR) failure_ = errno;
    }
  }

  void TakeModeOfTarget() {
    struct stat old = {};
    if (failure_ != 0 || stat(target_.c_str(), &old) != 0) return;
    // Another's file can be replaced by root, say, and stays the other's if it may.
    if (fchown(fd_, old.st_uid, old.st_gid) == 0 || old.st_uid == geteuid()) Check(fchmod(fd_, old.st_mode & 07777));
  }

  void Replace() {
    if (failure_ == 0) Check(fsync(fd_));
    if (failure_ == 0) Check(rename(name_.c_str(), target_.c_str()));
    replaced_ = failure_ == 0;
  }

  int Failure() const { return failure_; }

 private:
  void Check(int result) {
    if (result != 0) failure_ = errno;
  }

  const std::string target_;
  std::string name_;
  int fd_ = -1;
  int failure_ = 0;
  bool replaced_ = false;
};

}  // namespace

Result<void> ReplaceFile(const std::string& path, std::string_view content) {
  std::error_code unresolved;
  const auto target = std::filesystem::weakly_canonical(path, unresolved);
  if (unresolved) return CannotWrite(path, unresolved.value());
  Draft draft(target.string());
  draft.Write(content);
  draft.TakeModeOfTarget();
  draft.Replace();
  if (draft.Failure() != 0) return CannotWrite(path, draft.Failure());
  return {};
}

}  // namespace k8s::internal
