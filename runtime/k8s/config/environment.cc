#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include <k8s/config/environment.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

// Certificates and kubeconfig files have kilobytes; this keeps a path to something else, such as a device, from filling memory.
constexpr std::size_t kMaxFileBytes = std::size_t{10} << 20;

Error CannotRead(const std::string& path, int cause) {
  const bool isMissing = cause == ENOENT || cause == ENOTDIR;
  return Error(isMissing ? ErrorCode::kNotFound : ErrorCode::kConfig,
               fmt::format("cannot read {}: {}", internal::Quoted(path), std::generic_category().message(cause)));
}

class ProcessEnvironment final : public Environment {
 public:
  std::optional<std::string> Variable(const std::string& name) const override {
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): as the class says of itself
    if (!value) return std::nullopt;
    return value;
  }

  Result<std::string> ReadFile(const std::string& path) const override {
    const auto close = [](std::FILE* file) { std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rbe"), close);
    if (!file) return CannotRead(path, errno);
    std::string content;
    std::array<char, 16384> buffer;
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
      content.append(buffer.data(), got);
      if (content.size() > kMaxFileBytes) return CannotRead(path, EFBIG);
    }
    if (std::ferror(file.get())) return CannotRead(path, errno);
    return content;
  }
};

}  // namespace

const Environment& Environment::Process() {
  static const ProcessEnvironment kProcess;
  return kProcess;
}

}  // namespace k8s
