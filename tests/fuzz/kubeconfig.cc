#include <cstdint>
#include <optional>
#include <string>

#include "fuzz/check.h"

#include <k8s/config/credentials.h>
#include <k8s/config/exec_credential.h>
#include <k8s/config/json_text.h>
#include <k8s/config/load_config.h>
#include <k8s/config/yaml_text.h>

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

// Any file is a configuration or an error that says something. What can be read, can be written and read again. Whatever a
// configuration says is credentials, or an error as well; as an answer of a plugin, it is too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const OneFile environment(text);
  const auto config = k8s::LoadConfig({.kubeconfig = "/config", .environment = &environment});
  if (config) {
    K8S_FUZZ_CHECK(!config->ToString().empty());
    const auto source = k8s::MakeCredentialSource(*config, {.environment = &environment});
    K8S_FUZZ_CHECK(source || !source.error().Message().empty());
    if (config->exec) K8S_FUZZ_CHECK(!k8s::internal::ExecInfo(*config, "", false).empty());
  } else {
    K8S_FUZZ_CHECK(!config.error().Message().empty());
  }

  if (const auto root = k8s::internal::ParseYaml(text)) {
    const auto again = k8s::internal::ParseYaml(k8s::internal::YamlOf(*root));
    K8S_FUZZ_CHECK(again && *again == *root);
    K8S_FUZZ_CHECK(!k8s::internal::JsonOf(*root).empty());  // no reader of YAML takes all of it: it bounds keys
  }
  const auto credentials = k8s::internal::ParseExecCredential(text, "client.authentication.k8s.io/v1");
  K8S_FUZZ_CHECK(credentials || !credentials.error().Message().empty());
  return 0;
}
