#include <cstdint>
#include <string_view>

#include "fuzz/check.h"

#include <k8s/codec/json_reader.h>
#include <k8s/codec/value.h>

// A value is read where the text is JSON whose numbers a double can hold, is written, and read again as an equal one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = k8s::Value::FromJson(text);
  k8s::codec::JsonReader reader(text, k8s::codec::JsonReader::kDepthLimit);
  const bool isJson = reader.Skip() && reader.ReadEnd();
  if (!isJson) K8S_FUZZ_CHECK(!value);
  if (!value) return 0;

  const auto written = value->ToJson();
  K8S_FUZZ_CHECK(written.has_value());
  const auto again = k8s::Value::FromJson(*written);
  K8S_FUZZ_CHECK(again.has_value() && *again == *value);
  const k8s::Value copy = *value;
  K8S_FUZZ_CHECK(copy == *value && *copy.ToJson() == *written);
  return 0;
}
