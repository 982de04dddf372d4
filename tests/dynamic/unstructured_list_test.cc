#include <string>

#include <gtest/gtest.h>

#include <k8s/dynamic/unstructured_list.h>

namespace k8s {
namespace {

UnstructuredList ReadList(std::string_view text) {
  Result<UnstructuredList> list = UnstructuredList::FromJson(text);
  EXPECT_TRUE(list) << (list ? "" : list.error().ToString());
  return list.value_or(UnstructuredList());
}

TEST(UnstructuredListTest, ItemsAreOfTheKindOfTheList) {
  const UnstructuredList list = ReadList(
      R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"9","continue":"next","remainingItemCount":12},)"
      R"("items":[{"metadata":{"name":"a"}},{"kind":"Other","metadata":{"name":"b"}}]})");
  EXPECT_EQ(list.Kind(), "PodList");
  EXPECT_EQ(list.ApiVersion(), "v1");
  EXPECT_EQ(list.ResourceVersion(), "9");
  EXPECT_EQ(list.Continue(), "next");
  EXPECT_EQ(list.RemainingItemCount(), 12);
  ASSERT_EQ(list.items.size(), 2U);
  EXPECT_EQ(list.items[0].ToJson().value(), R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}})");
  EXPECT_EQ(list.items[1].Kind(), "Other");
  EXPECT_EQ(list.items[1].ApiVersion(), "");
}

TEST(UnstructuredListTest, AListMayHoldWhatever) {
  const std::string text = R"({"kind":"List","apiVersion":"v1","items":[{"kind":"Pod","x":1},{"kind":"Service"},{}]})";
  const UnstructuredList list = ReadList(text);
  ASSERT_EQ(list.items.size(), 3U);
  EXPECT_EQ(list.items[0].Kind(), "Pod");
  EXPECT_EQ(list.items[2].Kind(), "");
  EXPECT_EQ(list.ToJson().value(), text);
}

TEST(UnstructuredListTest, IsWrittenWithItsItemsLast) {
  const UnstructuredList list = ReadList(R"({"items":[{"a":1}],"kind":"List","metadata":{"new":true}})");
  EXPECT_EQ(list.ToJson().value(), R"({"kind":"List","metadata":{"new":true},"items":[{"a":1}]})");
  EXPECT_EQ(UnstructuredList().ToJson().value(), R"({"items":[]})");
  EXPECT_EQ(ReadList(R"({"kind":"FooList","items":null})").items.size(), 0U);
  EXPECT_EQ(ReadList(R"({"kind":"FooList"})").RemainingItemCount(), std::nullopt);
}

TEST(UnstructuredListTest, RefusesWhatIsNoListOfObjects) {
  for (const auto& [text, message] : {
           std::pair{R"([])", "a list, not an object"},
           std::pair{R"({"items":{}})", "items: an object, not a list"},
           std::pair{R"({"items":[{},7]})", "items[1]: an integer, not an object"},
           std::pair{R"({"items":[{},{"a":x}]})", "items[1].a: not a JSON value at byte 18"},
       }) {
    const Result<UnstructuredList> list = UnstructuredList::FromJson(text);
    ASSERT_FALSE(list) << text;
    EXPECT_EQ(list.error().Code(), ErrorCode::kDecode);
    EXPECT_EQ(list.error().Message(), message);
  }
}

TEST(UnstructuredListTest, ErrorsOfWritingNameTheItem) {
  UnstructuredList list;
  list.items.resize(2);
  list.items[1].Content().Set("a", "\xFF");
  EXPECT_EQ(list.ToJson().error().Message(), "items[1]: a: a string that is not UTF-8");
}

}  // namespace
}  // namespace k8s
