#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "generated/filler.h"
#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_list.h>

namespace k8s::test {
namespace {

using codec::Field;
using codec::Type;

constexpr std::size_t kProtobufPieceSize = 100;

// Reads each item of a list, which comes in small pieces, and then what was around them.
void ReadProtobufInPieces(const Type& type, std::string_view bytes, void* list) {
  const Field& items = *codec::FindField(*type.structure, "items");
  ProtobufListSplitter splitter;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kProtobufPieceSize, bytes.size()))) {
    splitter.Feed(bytes.substr(0, kProtobufPieceSize));
    for (auto item = splitter.Next(); item && item->has_value(); item = splitter.Next()) {
      void* element = items.type->list->append(Member(items, list));
      const Result<void> read = codec::ReadProtobuf(**item, *items.type->element, element);
      ASSERT_TRUE(read) << read.error().ToString();
    }
  }
  const std::size_t count = items.type->list->size(Member(items, list));
  const Result<std::string_view> end = splitter.End();
  ASSERT_TRUE(end) << end.error().ToString();
  const Result<void> read = codec::ReadProtobuf(*end, type, list);
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_EQ(items.type->list->size(Member(items, list)), count);
}

TEST(ProtobufListTest, EveryListComesOutOfItsPiecesAsItWas) {
  int lists = 0;
  for (const codec::ApiResource* resource : Resources()) {
    if (resource->list == nullptr) continue;
    SCOPED_TRACE(resource->list->structure->name);
    const Type& type = *resource->list;
    const auto whole = type.structure->make();
    Filler().Fill(type, whole.get());
    std::string bytes;
    ASSERT_TRUE(codec::WriteProtobuf(type, whole.get(), bytes));

    const auto pieces = type.structure->make();
    ReadProtobufInPieces(type, bytes, pieces.get());
    EXPECT_TRUE(codec::Equal(type, pieces.get(), whole.get()));
    ++lists;
  }
  EXPECT_GT(lists, 80);
}

}  // namespace
}  // namespace k8s::test
