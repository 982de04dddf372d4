#include <cstdint>
#include <string_view>

#include "fuzz/check.h"

#include <k8s/meta/field_selector.h>
#include <k8s/meta/label_selector.h>

namespace {

// What a selector prints is read as the same selector.
template <class Selector>
void PrintsWhatItReads(std::string_view text) {
  const auto selector = Selector::Parse(text);
  if (!selector) return;
  const auto again = Selector::Parse(selector->ToString());
  K8S_FUZZ_CHECK(again.has_value());
  K8S_FUZZ_CHECK(again->ToString() == selector->ToString());
  K8S_FUZZ_CHECK(again->Matches({}) == selector->Matches({}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  PrintsWhatItReads<k8s::labels::Selector>(text);
  PrintsWhatItReads<k8s::fields::Selector>(text);
  return 0;
}
