#include <cstdint>
#include <memory>
#include <string>

#include "fuzz/any_kind.h"
#include "fuzz/check.h"

#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>

// Whatever a typed decoder accepts, it writes, and reads again as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [type, text] = k8s::fuzz::TypedInput::Of(data, size);
  if (type == nullptr) return 0;

  const std::shared_ptr<void> object = type->structure->make();
  if (!k8s::codec::ReadJson(text, *type, object.get())) return 0;
  std::string written;
  K8S_FUZZ_CHECK(k8s::codec::WriteJson(*type, object.get(), written));
  const std::shared_ptr<void> again = type->structure->make();
  K8S_FUZZ_CHECK(k8s::codec::ReadJson(written, *type, again.get()));
  std::string writtenAgain;
  K8S_FUZZ_CHECK(k8s::codec::WriteJson(*type, again.get(), writtenAgain));
  K8S_FUZZ_CHECK(written == writtenAgain);
  return 0;
}
