#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <k8s/config/environment.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

// Certificates and kubeconfig files have kilobytes; this keeps a path to something else, such as a device, from filling memory.
constexpr std::size_t kMaxFileBytes = std::size_t{10} << 20;

// A pipe may be named, such as the output of a command; whoever writes it should be about to.
constexpr std::chrono::seconds kPatience{5};

Error CannotRead(const std::string& path, int cause) {
  const bool isMissing = cause == ENOENT || cause == ENOTDIR;
  return Error(isMissing ? ErrorCode::kNotFound : ErrorCode::kConfig,
               fmt::format("cannot read {}: {}", internal::Quoted(path), std::generic_category().message(cause)));
}

struct OpenFile {
  // Nothing waits here for someone who opens the other end of a pipe.
  explicit OpenFile(const std::string& path) : fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (fd >= 0) close(fd);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  const int fd;
};

// 0 as soon as there is something to read, the end of it included, or why there is not. A regular file never waits.
int WaitForBytes(int fd, std::chrono::steady_clock::time_point end) {
  pollfd polled = {fd, POLLIN, 0};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return ETIMEDOUT;
    const int ready = poll(&polled, 1, static_cast<int>(left.count()));
    if (ready > 0) return 0;
    if (ready < 0 && errno != EINTR) return errno;
  }
}

class ProcessEnvironment final : public Environment {
 public:
  std::optional<std::string> Variable(const std::string& name) const override {
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): as the class says of itself
    if (!value) return std::nullopt;
    return value;
  }

  Result<std::string> ReadFile(const std::string& path) const override {
    const OpenFile file(path);
    if (file.fd < 0) return CannotRead(path, errno);
    return ReadAll(file, path);
  }

  Result<std::string> ReadRegularFile(const std::string& path) const override {
    const OpenFile file(path);
    struct stat status;
    if (file.fd < 0 || fstat(file.fd, &status) != 0) return CannotRead(path, errno);
    if (S_ISDIR(status.st_mode)) return CannotRead(path, EISDIR);
    if (!S_ISREG(status.st_mode)) {
      return Error(ErrorCode::kConfig, fmt::format("cannot read {}: it is no regular file", internal::Quoted(path)));
    }
    return ReadAll(file, path);
  }

 private:
  static Result<std::string> ReadAll(const OpenFile& file, const std::string& path) {
    std::string content;
    std::array<char, 16384> buffer;
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      if (const int failure = WaitForBytes(file.fd, end)) return CannotRead(path, failure);
      const ssize_t got = read(file.fd, buffer.data(), buffer.size());
      if (got == 0) return content;
      if (got < 0 && errno != EINTR && errno != EAGAIN) return CannotRead(path, errno);
      if (got > 0) content.append(buffer.data(), static_cast<std::size_t>(got));
      if (content.size() > kMaxFileBytes) return CannotRead(path, EFBIG);
    }
  }
};

}  // namespace

const Environment& Environment::Process() {
  static const ProcessEnvironment kProcess;
  return kProcess;
}

}  // namespace k8s
