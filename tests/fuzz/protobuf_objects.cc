#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fuzz/any_kind.h"
#include "fuzz/check.h"

#include <k8s/codec/protobuf.h>

namespace {

void AppendVarint(std::size_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7U) out.push_back(static_cast<char>(value | 0x80U));
  out.push_back(static_cast<char>(value));
}

// An envelope that names no kind, so that most of what is tried is not about envelopes.
std::string InEnvelope(std::string_view message) {
  std::string bytes("k8s\0\x12", 5);
  AppendVarint(message.size(), bytes);
  bytes.append(message);
  return bytes;
}

}  // namespace

// Whatever a typed decoder accepts, it writes, and reads again as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [type, input] = k8s::fuzz::TypedInput::Of(data, size);
  if (type == nullptr) return 0;
  const std::string bytes = input.starts_with("k8s") ? std::string(input) : InEnvelope(input);

  const std::shared_ptr<void> object = type->structure->make();
  if (!k8s::codec::ReadProtobuf(bytes, *type, object.get())) return 0;
  std::string written;
  if (!k8s::codec::WriteProtobuf(*type, object.get(), written)) return 0;  // a type without protobuf form
  const std::shared_ptr<void> again = type->structure->make();
  K8S_FUZZ_CHECK(k8s::codec::ReadProtobuf(written, *type, again.get()));
  std::string writtenAgain;
  K8S_FUZZ_CHECK(k8s::codec::WriteProtobuf(*type, again.get(), writtenAgain));
  K8S_FUZZ_CHECK(written == writtenAgain);
  return 0;
}
