#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/result.h>

namespace k8s::internal {

/// The right to change a file, as kubectl takes it: `<file>.lock`, which is there as long as this lives.
class FileLock {
 public:
  static constexpr std::chrono::seconds kPatience{10};

  /// Waits for whoever has it. The folder must be there. kConfig: it cannot be made, or someone has had it for kPatience.
  static Result<std::unique_ptr<FileLock>> Take(const std::string& path, Clock& clock, const CallContext& context);

  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(std::string name) : name_(std::move(name)) {}

  const std::string name_;
};

}  // namespace k8s::internal
