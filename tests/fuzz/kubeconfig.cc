#include <cstdint>
#include <optional>
#include <string>

#include "fuzz/check.h"

#include <k8s/config/load_config.h>

namespace {

// A machine on which every file is the one that is tried.
class OneFile : public k8s::Environment {
 public:
  explicit OneFile(std::string content) : content_(std::move(content)) {}

  std::optional<std::string> Variable(const std::string&) const override { return std::nullopt; }
  k8s::Result<std::string> ReadFile(const std::string&) const override { return content_; }

 private:
  std::string content_;
};

}  // namespace

// Any file is a configuration or an error that says something.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const OneFile environment(std::string(reinterpret_cast<const char*>(data), size));
  const auto config = k8s::LoadConfig({.kubeconfig = "/config", .environment = &environment});
  if (!config) K8S_FUZZ_CHECK(!config.error().Message().empty());
  return 0;
}
