#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include <k8s/api/meta/v1/list_meta.h>
#include <k8s/base/result.h>
#include <k8s/codec/json_stream_splitter.h>
#include <k8s/codec/protobuf_list.h>
#include <k8s/codec/resource.h>
#include <k8s/dynamic/item_kind.h>

namespace k8s::internal {

/// Cuts the answer to a list, in JSON or in protobuf, into its objects as its bytes come, so that neither the answer nor more
/// than one of its objects as text is ever in memory.
///
/// Thread safety: for one thread at a time.
class ListPage {
 public:
  /// `mediaType` is what the answer says that it is; empty: JSON.
  ListPage(std::string_view mediaType, const codec::ApiResource& resource);

  /// Takes the next bytes, and calls `visit` for each object that is complete with them. kDecode: it is no list.
  Result<void> Feed(std::string_view bytes, const std::function<void(std::string_view object)>& visit);
  /// Of a resource without types: what the items are that do not say so, as far as the list has told before them.
  ItemKind KindOfItems() const { return item_kind_.value_or(ItemKind()); }

  /// The metadata of the list, once all bytes were fed. kDecode: it was cut off.
  Result<metav1::ListMeta> End();

 private:
  Result<void> TakeParts(codec::JsonStreamSplitter& splitter, const std::function<void(std::string_view)>& visit);
  Result<void> TakeParts(ProtobufListSplitter& splitter, const std::function<void(std::string_view)>& visit);
  Result<metav1::ListMeta> MetadataIn(std::string_view envelope) const;

  const codec::Type* type_;  // of the list; null of a resource without types
  std::variant<codec::JsonStreamSplitter, ProtobufListSplitter> splitter_;
  std::optional<ItemKind> item_kind_ = {};                // once the first item has come
  std::optional<Result<metav1::ListMeta>> in_json_ = {};  // once its end has come
};

}  // namespace k8s::internal
