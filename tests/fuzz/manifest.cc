#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/check.h"

#include <k8s/api/registry.h>
#include <k8s/codec/manifest.h>

namespace {

// The manifest of the objects that are in another.
std::string Rewritten(std::string_view text) {
  const auto objects = k8s::FromManifest(text, k8s::Kinds());
  K8S_FUZZ_CHECK(objects.has_value());
  const auto written = k8s::ToManifest(*objects);
  K8S_FUZZ_CHECK(written.has_value());
  return *written;
}

}  // namespace

// The objects of a manifest are written as one that has them, too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto objects = k8s::FromManifest(text, k8s::Kinds()); !objects) {
    K8S_FUZZ_CHECK(!objects.error().Message().empty());
    return 0;
  }
  // Twice, as a PodList without `items` is an object, as with kubectl, but one with none of them, as it is written, is nothing.
  const std::string written = Rewritten(Rewritten(text));
  K8S_FUZZ_CHECK(Rewritten(written) == written);
  return 0;
}
