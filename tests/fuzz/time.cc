#include <cstdint>
#include <string_view>

#include "fuzz/check.h"

#include <k8s/meta/time.h>

namespace {

template <class T>
void PrintsWhatItReads(std::string_view text) {
  const auto value = T::Parse(text);
  if (!value) return;
  const auto again = T::Parse(value->ToString());
  K8S_FUZZ_CHECK(again.has_value());
  K8S_FUZZ_CHECK(*again == *value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  PrintsWhatItReads<k8s::Time>(text);
  PrintsWhatItReads<k8s::MicroTime>(text);
  PrintsWhatItReads<k8s::Duration>(text);
  return 0;
}
