#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/check.h"

#include <k8s/meta/quantity.h>

// The canonical form of a quantity is one and has the same value, to the billionth that is kept. It is its own canonical form,
// but for what a binary suffix wrote and none can: 62.5Ki is 64000, which is read as a decimal and then is 64k, as in Go.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto quantity = k8s::Quantity::Parse(text);
  if (!quantity) return 0;
  const auto canonical = k8s::Quantity::Parse(quantity->Canonical());
  K8S_FUZZ_CHECK(canonical.has_value());
  K8S_FUZZ_CHECK(*canonical == *quantity);
  const bool binary = text.ends_with('i') && !canonical->text().ends_with('i');
  const auto last = binary ? k8s::Quantity::Parse(canonical->Canonical()) : canonical;
  K8S_FUZZ_CHECK(last.has_value() && last->Canonical() == last->text());
  K8S_FUZZ_CHECK((*quantity - *canonical).IsZero());
  K8S_FUZZ_CHECK(quantity->Sign() == -(-*quantity).Sign());
  return 0;
}
