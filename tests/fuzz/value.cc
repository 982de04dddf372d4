#include <cstdint>
#include <string>
#include <string_view>

#include "codec/sample.h"
#include "fuzz/check.h"

#include <k8s/codec/json.h>
#include <k8s/codec/json_reader.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>

namespace {

using k8s::sample::Widget;

// An object is read out of a value as out of its text, or refused at the same place.
void CheckObject(const k8s::Value& value, const std::string& text) {
  const auto fromValue = k8s::FromValue<Widget>(value);
  const auto fromText = k8s::FromJson<Widget>(text, {.maxDepth = k8s::codec::JsonReader::kDepthLimit});
  K8S_FUZZ_CHECK(fromValue.has_value() == fromText.has_value());
  if (fromValue) {
    K8S_FUZZ_CHECK(*fromValue == *fromText);
  } else {
    const std::string& message = fromValue.error().Message();
    K8S_FUZZ_CHECK(fromText.error().Message().starts_with(message.substr(0, message.find(':'))));
  }
}

}  // namespace

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
  CheckObject(*again, *written);
  return 0;
}
