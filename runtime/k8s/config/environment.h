#pragma once

#include <optional>
#include <string>

#include <k8s/base/result.h>

namespace k8s {

/// Where a configuration is read from: the variables and the files of a machine. Tests and sandboxes put their own in its
/// place.
///
/// Thread safety: all members, from any thread, as long as nobody changes the variables of the process meanwhile.
class Environment {
 public:
  virtual ~Environment() = default;

  /// The value of an environment variable, if it is set.
  virtual std::optional<std::string> Variable(const std::string& name) const = 0;

  /// The content of a file. kNotFound: there is none. kConfig: it cannot be read, is larger than 10 MiB, or is a pipe that
  /// is not written to its end within 5 seconds.
  virtual Result<std::string> ReadFile(const std::string& path) const = 0;

  /// The same of a file that is read in the midst of a call, where nothing may wait: a pipe or a device is kConfig. Links are
  /// followed.
  virtual Result<std::string> ReadRegularFile(const std::string& path) const { return ReadFile(path); }

  /// The variables and files of this process. Lives as long as the program.
  static const Environment& Process();
};

}  // namespace k8s
