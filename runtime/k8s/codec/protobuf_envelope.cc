#include <fmt/format.h>

#include <k8s/codec/envelope_format.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/wire.h>

namespace k8s {

bool IsProtobufEnvelope(std::string_view bytes) { return bytes.starts_with(codec::envelope::kMagic); }

Result<ProtobufEnvelope> OpenProtobufEnvelope(std::string_view bytes) {
  const auto reject = [](std::string what) { return Error(ErrorCode::kDecode, "no object in protobuf: " + what); };
  const auto brokenAt = [&](const char* at) { return reject(fmt::format("a broken field at byte {}", at - bytes.data())); };
  if (!IsProtobufEnvelope(bytes)) return reject("it does not begin with k8s and a zero");
  if (bytes.size() == codec::envelope::kMagic.size()) return reject("there is nothing in its envelope");

  const codec::wire::Texts unknown = codec::wire::ReadTexts(bytes.substr(codec::envelope::kMagic.size()));
  if (unknown.broken != nullptr) return brokenAt(unknown.broken);
  const codec::wire::Texts typeMeta = codec::wire::ReadTexts(unknown.byNumber[codec::envelope::kTypeMeta]);
  if (typeMeta.broken != nullptr) return brokenAt(typeMeta.broken);
  if (!unknown.byNumber[codec::envelope::kContentEncoding].empty()) {
    return Error(ErrorCode::kUnsupported, "an object in protobuf whose content is compressed");
  }
  return ProtobufEnvelope{.apiVersion = typeMeta.byNumber[codec::envelope::kApiVersion],
                          .kind = typeMeta.byNumber[codec::envelope::kKind],
                          .object = unknown.byNumber[codec::envelope::kRaw]};
}

}  // namespace k8s
