#include <k8s/codec/json_reader.h>
#include <k8s/codec/message_layout.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/rest/object_body.h>

namespace k8s::internal {
namespace {

using codec::JsonReader;

// A kind of somebody's own may have the name, too.
bool IsStatusOfJson(std::string_view body) {
  JsonReader reader(body, JsonReader::kDepthLimit);
  std::string_view key;
  std::string_view value;
  bool ofKind = false;
  bool ofVersion = false;
  if (!reader.EnterObject()) return false;
  while (!(ofKind && ofVersion) && reader.NextMember(key)) {
    bool* const found = key == "kind" ? &ofKind : key == "apiVersion" ? &ofVersion : nullptr;
    if (found == nullptr) {
      reader.Skip();
      continue;
    }
    const std::string_view wanted = found == &ofKind ? "Status" : "v1";
    if (!reader.ReadStringView(value) || value != wanted) return false;
    *found = true;
  }
  return ofKind && ofVersion;
}

}  // namespace

std::string_view MediaTypeOf(ContentType form) { return form == ContentType::kProtobuf ? kProtobufMediaType : kJsonMediaType; }

std::optional<ContentType> FormNamedBy(std::string_view contentType) {
  const std::string_view type = contentType.substr(0, contentType.find_first_of("; "));
  if (type == kProtobufMediaType) return ContentType::kProtobuf;
  return type == kJsonMediaType ? std::optional(ContentType::kJson) : std::nullopt;
}

std::string_view AcceptOf(ContentType form) {
  return form == ContentType::kProtobuf ? "application/vnd.kubernetes.protobuf, application/json" : kJsonMediaType;
}

bool HasProtobuf(const codec::Type& type) { return codec::LayoutOf(type, codec::Numbering::kApi).supported; }

Result<std::string> WriteBody(ContentType form, const codec::Type& type, const void* object) {
  std::string body;
  const Result<void> written =
      form == ContentType::kProtobuf ? codec::WriteProtobuf(type, object, body) : codec::WriteJson(type, object, body, {});
  if (!written) return written.error();
  return body;
}

Result<void> ReadBody(std::string_view body, const codec::Type& type, void* out) {
  return IsProtobufEnvelope(body) ? codec::ReadProtobuf(body, type, out) : codec::ReadJson(body, type, out);
}

bool IsStatus(std::string_view body) {
  if (!IsProtobufEnvelope(body)) return IsStatusOfJson(body);
  const Result<ProtobufEnvelope> envelope = OpenProtobufEnvelope(body);
  return envelope && envelope->kind == "Status" && envelope->apiVersion == "v1";
}

}  // namespace k8s::internal
