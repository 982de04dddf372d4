#include <cstddef>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include <k8s/codec/envelope_format.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/wire.h>

namespace k8s {
namespace {

using namespace codec::envelope;  // NOLINT(google-build-using-namespace): the names of its fields

constexpr std::size_t kGroups = 16;

// Calls `visit` with the tag and the content of each field that has a length; gives where the message is broken, if it is.
template <class Visitor>
std::optional<const char*> EachField(std::string_view message, Visitor&& visit) {
  const char* at = message.data();
  const char* const end = at + message.size();
  while (at != end) {
    const char* const begin = at;
    std::uint32_t tag = 0;
    std::string_view content;
    at = codec::wire::ReadTag(at, end, tag);
    if (at == nullptr) return begin;
    const bool hasLength = codec::wire::DelimitingOf(tag) == codec::wire::Delimiting::kLength;
    at = hasLength ? codec::wire::ReadBytes(at, end, content) : codec::wire::Skip(at, end, tag, kGroups);
    if (at == nullptr) return begin;
    if (hasLength) visit(tag, content);
  }
  return std::nullopt;
}

}  // namespace

bool IsProtobufEnvelope(std::string_view bytes) { return bytes.starts_with(kMagic); }

Result<ProtobufEnvelope> OpenProtobufEnvelope(std::string_view bytes) {
  if (!IsProtobufEnvelope(bytes))
    return Error(ErrorCode::kDecode, "no object in protobuf: it does not begin with k8s and a zero");
  if (bytes.size() == kMagic.size())
    return Error(ErrorCode::kDecode, "no object in protobuf: there is nothing in its envelope");
  ProtobufEnvelope envelope;
  std::string_view typeMeta;
  std::string_view encoding;
  auto broken = EachField(bytes.substr(kMagic.size()), [&](std::uint32_t tag, std::string_view content) {
    if (tag == kTypeMeta) typeMeta = content;
    if (tag == kRaw) envelope.object = content;
    if (tag == kContentEncoding) encoding = content;
  });
  if (!broken) {
    broken = EachField(typeMeta, [&](std::uint32_t tag, std::string_view content) {
      if (tag == kApiVersion) envelope.apiVersion = content;
      if (tag == kKind) envelope.kind = content;
    });
  }
  if (broken) {
    return Error(ErrorCode::kDecode, fmt::format("an envelope with a broken field at byte {}", *broken - bytes.data()));
  }
  if (!encoding.empty()) return Error(ErrorCode::kUnsupported, "an object in protobuf whose content is compressed");
  return envelope;
}

}  // namespace k8s
