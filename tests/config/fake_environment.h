#pragma once

#include <map>
#include <optional>
#include <string>

#include <k8s/config/environment.h>

namespace k8s {

/// A machine in memory.
class FakeEnvironment final : public Environment {
 public:
  std::optional<std::string> Variable(const std::string& name) const override {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  }

  Result<std::string> ReadFile(const std::string& path) const override {
    ++reads[path];
    const auto found = files.find(path);
    if (found == files.end()) return Error(ErrorCode::kNotFound, "cannot read \"" + path + "\": No such file or directory");
    if (!found->second) return Error(ErrorCode::kConfig, "cannot read \"" + path + "\": Permission denied");
    return *found->second;
  }

  std::map<std::string, std::string> variables;
  std::map<std::string, std::optional<std::string>> files;  // no content: it may not be read
  mutable std::map<std::string, int> reads;
};

}  // namespace k8s
