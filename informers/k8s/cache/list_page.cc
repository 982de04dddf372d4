#include <memory>
#include <optional>

#include <fmt/format.h>

#include <k8s/cache/list_page.h>
#include <k8s/codec/json_stream_splitter.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/protobuf_list.h>
#include <k8s/rest/object_body.h>

namespace k8s::internal {
namespace {

// Of a list without its items.
Result<metav1::ListMeta> MetadataOf(std::string_view envelope, const codec::Type& type) {
  const std::shared_ptr<void> list = type.structure->make();
  if (Result<void> read = ReadBody(envelope, type, list.get()); !read) return read.error();
  const codec::Field* metadata = codec::FindField(*type.structure, "metadata");
  if (metadata == nullptr || metadata->type != &metav1::ListMeta::kType) {
    return Error(ErrorCode::kUnsupported, fmt::format("{} has no metadata of a list", type.structure->name));
  }
  return *static_cast<const metav1::ListMeta*>(
      static_cast<const void*>(static_cast<const unsigned char*>(list.get()) + metadata->offset));
}

Result<metav1::ListMeta> CutJson(std::string_view body, const codec::Type& type,
                                 const std::function<void(std::string_view object)>& visit) {
  auto splitter = codec::JsonStreamSplitter::ForList();
  splitter.Feed(body);
  while (true) {
    const Result<std::optional<codec::JsonStreamPart>> part = splitter.Next();
    if (!part) return part.error();
    if (!part->has_value()) return Error(ErrorCode::kDecode, "a list without its end");
    if ((*part)->isEnd) return MetadataOf((*part)->envelope, type);
    visit((*part)->object);
  }
}

Result<metav1::ListMeta> CutProtobuf(std::string_view body, const codec::Type& type,
                                     const std::function<void(std::string_view object)>& visit) {
  ProtobufListSplitter splitter;
  splitter.Feed(body);
  while (true) {
    const Result<std::optional<std::string_view>> item = splitter.Next();
    if (!item) return item.error();
    if (!item->has_value()) break;
    visit(**item);
  }
  return splitter.End().and_then([&](std::string_view envelope) { return MetadataOf(envelope, type); });
}

}  // namespace

Result<metav1::ListMeta> CutListPage(std::string_view body, const codec::ApiResource& resource,
                                     const std::function<void(std::string_view object)>& visit) {
  return IsProtobufEnvelope(body) ? CutProtobuf(body, *resource.list, visit) : CutJson(body, *resource.list, visit);
}

}  // namespace k8s::internal
