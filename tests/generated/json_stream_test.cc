#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "generated/filler.h"
#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>
#include <k8s/codec/json_stream_splitter.h>

namespace k8s::test {
namespace {

using codec::Field;
using codec::JsonStreamPart;
using codec::JsonStreamSplitter;
using codec::Type;

constexpr std::size_t kJsonPieceSize = 100;

// Reads each part of a list, which comes in small pieces, into `list`.
void ReadJsonInPieces(const Type& type, std::string_view text, void* list) {
  const Field& items = *codec::FindField(*type.structure, "items");
  JsonStreamSplitter splitter = JsonStreamSplitter::ForList();
  const auto around = type.structure->make();
  for (; !text.empty(); text.remove_prefix(std::min(kJsonPieceSize, text.size()))) {
    splitter.Feed(text.substr(0, kJsonPieceSize));
    for (auto part = splitter.Next(); part && part->has_value(); part = splitter.Next()) {
      const JsonStreamPart& found = **part;
      void* item = found.isEnd ? nullptr : items.type->list->append(Member(items, list));
      const Result<void> read = found.isEnd ? codec::ReadJson(found.envelope, type, around.get())
                                            : codec::ReadJson(found.object, *items.type->element, item);
      ASSERT_TRUE(read) << read.error().ToString();
    }
  }
  ASSERT_TRUE(splitter.IsComplete());
  const Field& metadata = *codec::FindField(*type.structure, "metadata");
  EXPECT_EQ(items.type->list->size(Member(items, around.get())), 0u);
  EXPECT_FALSE(codec::IsEmpty(*metadata.type, Member(metadata, around.get())));
}

TEST(JsonStreamTest, EveryListComesOutOfItsPiecesAsItWas) {
  int lists = 0;
  for (const codec::ApiResource* resource : Resources()) {
    if (resource->list == nullptr) continue;
    SCOPED_TRACE(resource->list->structure->name);
    const Type& type = *resource->list;
    const auto whole = type.structure->make();
    Filler().Fill(type, whole.get());
    std::string text;
    ASSERT_TRUE(codec::WriteJson(type, whole.get(), text));

    const auto pieces = type.structure->make();
    ReadJsonInPieces(type, text, pieces.get());
    const Field& items = *codec::FindField(*type.structure, "items");
    EXPECT_TRUE(codec::Equal(*items.type, Member(items, pieces.get()), Member(items, whole.get())));
    ++lists;
  }
  EXPECT_GT(lists, 80);
}

}  // namespace
}  // namespace k8s::test
