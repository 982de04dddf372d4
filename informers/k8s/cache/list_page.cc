#include <memory>
#include <utility>

#include <fmt/format.h>

#include <k8s/cache/list_page.h>
#include <k8s/codec/json_reader.h>
#include <k8s/dynamic/partial_object_metadata.h>
#include <k8s/rest/object_body.h>

namespace k8s::internal {
namespace {

using Splitter = std::variant<codec::JsonStreamSplitter, ProtobufListSplitter>;

Splitter SplitterFor(std::string_view mediaType) {
  if (mediaType.starts_with(kProtobufMediaType)) return ProtobufListSplitter();
  return codec::JsonStreamSplitter::ForList();
}

// Of a list that ends where its items begin.
ItemKind ItemKindIn(std::string_view head) {
  codec::JsonReader reader(head, codec::JsonReader::kDepthLimit);
  std::string apiVersion;
  std::string kind;
  std::string_view key;
  if (!reader.EnterObject()) return {};
  while (reader.NextMember(key) && key != "items") {
    std::string* wanted = key == "apiVersion" ? &apiVersion : key == "kind" ? &kind : nullptr;
    const bool isText = wanted != nullptr && reader.Peek() == codec::JsonShape::kString;
    isText ? reader.ReadString(*wanted) : reader.Skip();
  }
  return ItemKind::OfList(apiVersion, kind);
}

}  // namespace

ListPage::ListPage(std::string_view mediaType, const codec::ApiResource& resource)
    : type_(resource.list), splitter_(SplitterFor(mediaType)) {}

Result<void> ListPage::Feed(std::string_view bytes, const std::function<void(std::string_view object)>& visit) {
  const auto take = [&](auto& splitter) {
    splitter.Feed(bytes);
    return TakeParts(splitter, visit);
  };
  return std::visit(take, splitter_);
}

Result<void> ListPage::TakeParts(codec::JsonStreamSplitter& splitter, const std::function<void(std::string_view)>& visit) {
  while (true) {
    const Result<std::optional<codec::JsonStreamPart>> part = splitter.Next();
    if (!part) return part.error();
    if (!part->has_value()) return {};
    if ((*part)->isEnd) {
      in_json_ = MetadataIn((*part)->envelope);
    } else {
      if (type_ == nullptr && !item_kind_) item_kind_ = ItemKindIn((*part)->envelope);
      visit((*part)->object);
    }
  }
}

Result<void> ListPage::TakeParts(ProtobufListSplitter& splitter, const std::function<void(std::string_view)>& visit) {
  while (true) {
    const Result<std::optional<std::string_view>> item = splitter.Next();
    if (!item) return item.error();
    if (!item->has_value()) return {};
    visit(**item);
  }
}

Result<metav1::ListMeta> ListPage::End() {
  if (auto* protobuf = std::get_if<ProtobufListSplitter>(&splitter_)) {
    return protobuf->End().and_then([this](std::string_view envelope) { return MetadataIn(envelope); });
  }
  return in_json_.value_or(Error(ErrorCode::kDecode, "a list without its end"));
}

// Of a list without its items.
Result<metav1::ListMeta> ListPage::MetadataIn(std::string_view envelope) const {
  if (type_ == nullptr) {
    return ReadMetadataList(envelope).transform([](PartialObjectMetadataList&& list) { return std::move(list.metadata); });
  }
  const std::shared_ptr<void> list = type_->structure->make();
  if (Result<void> read = ReadBody(envelope, *type_, list.get()); !read) return read.error();
  const codec::Field* metadata = codec::FindField(*type_->structure, "metadata");
  if (metadata == nullptr || metadata->type != &metav1::ListMeta::kType) {
    return Error(ErrorCode::kUnsupported, fmt::format("{} has no metadata of a list", type_->structure->name));
  }
  return *static_cast<const metav1::ListMeta*>(
      static_cast<const void*>(static_cast<const unsigned char*>(list.get()) + metadata->offset));
}

}  // namespace k8s::internal
