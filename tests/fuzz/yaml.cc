#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/check.h"

#include <k8s/codec/value.h>
#include <k8s/codec/yaml.h>

// What is read of a text is JSON, and is the same after it was written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const k8s::YamlReadOptions options = {.maxDepth = 100, .maxAliasBytes = 1 << 16};
  const k8s::Result<std::string> json = k8s::codec::YamlToJson(text, options);
  if (!json) return 0;
  const k8s::Result<k8s::Value> value = k8s::Value::FromJson(*json);
  K8S_FUZZ_CHECK(value.has_value());
  const k8s::Result<std::string> yaml = k8s::codec::JsonToYaml(value->ToJson().value());
  K8S_FUZZ_CHECK(yaml.has_value());
  const k8s::Result<std::string> again = k8s::codec::YamlToJson(*yaml, options);
  K8S_FUZZ_CHECK(again.has_value());
  K8S_FUZZ_CHECK(k8s::Value::FromJson(*again).value() == *value);
  return 0;
}
