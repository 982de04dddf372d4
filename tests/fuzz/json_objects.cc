#include <cstdint>
#include <memory>
#include <string>

#include "fuzz/any_kind.h"
#include "fuzz/check.h"

#include <k8s/codec/json.h>
#include <k8s/codec/packed.h>
#include <k8s/codec/value_convert.h>
#include <k8s/codec/yaml.h>

namespace {

using k8s::codec::Type;

std::string WrittenAsJson(const Type& type, const void* object) {
  std::string text;
  K8S_FUZZ_CHECK(k8s::codec::WriteJson(type, object, text));
  return text;
}

void ComesBackFromJson(const Type& type, const std::string& json) {
  const std::shared_ptr<void> again = type.structure->make();
  K8S_FUZZ_CHECK(k8s::codec::ReadJson(json, type, again.get()));
  K8S_FUZZ_CHECK(WrittenAsJson(type, again.get()) == json);
}

void ComesBackPacked(const Type& type, const void* object, const std::string& json) {
  std::string packed;
  k8s::codec::WritePacked(type, object, packed);
  const std::shared_ptr<void> again = type.structure->make();
  K8S_FUZZ_CHECK(k8s::codec::ReadPacked(packed, type, again.get()));
  K8S_FUZZ_CHECK(WrittenAsJson(type, again.get()) == json);
}

// Raw JSON is kept as its text, a number of it that no double holds included; a value is made of numbers.
bool HoldsANumberBeyondDoubles(const k8s::Error& error) {
  return error.Message().find("out of the range of a double") != std::string::npos;
}

void ComesBackFromAValue(const Type& type, const std::string& json) {
  const auto value = k8s::Value::FromJson(json);
  if (!value && HoldsANumberBeyondDoubles(value.error())) return;
  K8S_FUZZ_CHECK(value.has_value());
  const std::shared_ptr<void> again = type.structure->make();
  K8S_FUZZ_CHECK(k8s::codec::ReadValue(*value, type, again.get()));
  const auto valueAgain = k8s::codec::WriteValue(type, again.get());
  K8S_FUZZ_CHECK(valueAgain.has_value() && *valueAgain == *value);
}

}  // namespace

// Whatever a typed decoder accepts, it writes, and reads again as the same; so do the other forms of the object.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [type, text] = k8s::fuzz::TypedInput::Of(data, size);
  if (type == nullptr) return 0;

  const std::shared_ptr<void> object = type->structure->make();
  if (!k8s::codec::ReadJson(text, *type, object.get())) return 0;
  const std::string json = WrittenAsJson(*type, object.get());
  ComesBackFromJson(*type, json);
  ComesBackPacked(*type, object.get(), json);
  ComesBackFromAValue(*type, json);
  return 0;
}
