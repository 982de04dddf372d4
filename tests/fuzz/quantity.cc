#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/check.h"

#include <k8s/meta/quantity.h>

// The canonical form of a quantity is one, is its own canonical form, and has the same value, to the billionth that is kept.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto quantity = k8s::Quantity::Parse(text);
  if (!quantity) return 0;
  const auto canonical = k8s::Quantity::Parse(quantity->Canonical());
  K8S_FUZZ_CHECK(canonical.has_value());
  K8S_FUZZ_CHECK(*canonical == *quantity);
  K8S_FUZZ_CHECK(canonical->Canonical() == canonical->text());
  K8S_FUZZ_CHECK((*quantity - *canonical).IsZero());
  K8S_FUZZ_CHECK(quantity->Sign() == -(-*quantity).Sign());
  return 0;
}
