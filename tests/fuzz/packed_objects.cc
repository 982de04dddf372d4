#include <cstdint>
#include <memory>
#include <string>

#include "fuzz/any_kind.h"
#include "fuzz/check.h"

#include <k8s/codec/packed.h>

// Bytes that are no packed object are refused; those that are accepted are written, and read again as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [type, bytes] = k8s::fuzz::TypedInput::Of(data, size);
  if (type == nullptr) return 0;

  const std::shared_ptr<void> object = type->structure->make();
  if (!k8s::codec::ReadPacked(bytes, *type, object.get())) return 0;
  std::string written;
  k8s::codec::WritePacked(*type, object.get(), written);
  const std::shared_ptr<void> again = type->structure->make();
  K8S_FUZZ_CHECK(k8s::codec::ReadPacked(written, *type, again.get()));
  std::string writtenAgain;
  k8s::codec::WritePacked(*type, again.get(), writtenAgain);
  K8S_FUZZ_CHECK(written == writtenAgain);
  return 0;
}
