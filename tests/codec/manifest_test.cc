#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/sample.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/codec/manifest.h>

namespace k8s {
namespace {

using sample::Widget;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::array<const codec::Type*, 1> kKinds = {&Widget::kType};

std::vector<ManifestObject> Read(std::string_view text) {
  Result<std::vector<ManifestObject>> objects = FromManifest(text, kKinds);
  EXPECT_TRUE(objects) << (objects ? "" : objects.error().ToString());
  return objects ? *objects : std::vector<ManifestObject>();
}

std::string ErrorOf(std::string_view text, const YamlReadOptions& options = {}) {
  const Result<std::vector<ManifestObject>> objects = FromManifest(text, kKinds, options);
  EXPECT_FALSE(objects) << text.substr(0, 100);
  if (objects) return "";
  EXPECT_EQ(objects.error().Code(), ErrorCode::kDecode);
  return objects.error().Message();
}

std::string_view TextAt(const ManifestObject& object, std::string_view key) {
  const Value* member = object.value.Find(key);
  return member == nullptr ? "absent" : member->AsString().value_or("no string");
}

TEST(ManifestTest, ReadsDocumentsOfMixedKinds) {
  const auto objects = Read(
      "# leading\n---\napiVersion: sample.io/v1\nkind: Widget\nname: a\n---\n---\n# nothing\n---\n"
      "apiVersion: other.io/v1beta1\nkind: Gadget\nmetadata: {name: g}\nspec: {size: 3}\n...\n---\n"
      "apiVersion: sample.io/v1\nkind: Widget\nname: b\n");
  ASSERT_EQ(objects.size(), 3U);
  EXPECT_EQ(objects[0].As<Widget>()->name, "a");
  EXPECT_EQ(objects[0].kind, "Widget");
  EXPECT_EQ(objects[0].document, 1U);
  EXPECT_EQ(objects[0].line, 3U);
  EXPECT_EQ(objects[1].As<Widget>(), nullptr);
  EXPECT_EQ(objects[1].type, nullptr);
  EXPECT_EQ(objects[1].apiVersion, "other.io/v1beta1");
  EXPECT_EQ(objects[1].value.Find("spec")->Find("size")->AsInt(), 3);
  EXPECT_EQ(objects[2].As<Widget>()->name, "b");
  EXPECT_EQ(objects[2].document, 5U);
  EXPECT_EQ(objects[2].line, 16U);
}

TEST(ManifestTest, ReadsJsonObjectsOneBehindTheOther) {
  const auto objects = Read(R"({"apiVersion": "sample.io/v1", "kind": "Widget", "name": "a"}
    {"apiVersion": "sample.io/v1", "kind": "Widget",
     "name": "b"})");
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[1].As<Widget>()->name, "b");
  EXPECT_EQ(objects[1].document, 2U);
  EXPECT_EQ(objects[1].line, 2U);
}

TEST(ManifestTest, TakesNothingForNoObjects) {
  for (const char* text : {"", "\n", "# only a comment\n", "---\n---\n", "null\n"}) EXPECT_TRUE(Read(text).empty()) << text;
}

TEST(ManifestTest, TakesListsApart) {
  const auto objects = Read(
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: sample.io/v1\n  kind: Widget\n  name: a\n"
      "- apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: other.io/v1, kind: Gadget}\n- {apiVersion: v1, kind: List, "
      "items: []}\n"
      "---\napiVersion: sample.io/v1\nkind: WidgetList\nmetadata: {resourceVersion: \"1\"}\nitems:\n- name: b\n- {kind: "
      "Widget, apiVersion: sample.io/v1, name: c}\n"
      "---\napiVersion: other.io/v1\nkind: GadgetList\nitems: [{color: red}]\n");
  ASSERT_EQ(objects.size(), 5U);
  EXPECT_EQ(objects[0].As<Widget>()->name, "a");
  EXPECT_EQ(objects[0].line, 4U);
  EXPECT_EQ(objects[1].kind, "Gadget");
  EXPECT_EQ(objects[2].As<Widget>()->name, "b");
  EXPECT_EQ(objects[2].document, 2U);
  EXPECT_EQ(objects[3].As<Widget>()->name, "c");
  EXPECT_EQ(TextAt(objects[4], "color"), "red");
  EXPECT_EQ(TextAt(objects[4], "kind"), "Gadget");
  EXPECT_EQ(TextAt(objects[4], "apiVersion"), "other.io/v1");
}

TEST(ManifestTest, NamesTheDocumentAndTheObject) {
  const std::string good = "apiVersion: sample.io/v1\nkind: Widget\n---\n";
  EXPECT_EQ(ErrorOf(good + "kind: Widget\n"), "document 2 (line 4): no apiVersion at line 4");
  EXPECT_EQ(ErrorOf(good + "\n\napiVersion: v1\n"), "document 2 (line 6): no kind at line 6");
  EXPECT_EQ(ErrorOf(good + "apiVersion: 1\nkind: Widget\n"), "document 2 (line 4): no apiVersion at line 4");
  EXPECT_EQ(ErrorOf(good + "- a\n"), "document 2 (line 4): not an object at line 4");
  EXPECT_EQ(ErrorOf(good + "text\n"), "document 2 (line 4): not an object at line 4");
  EXPECT_EQ(ErrorOf(good + "a: [\n"), "document 2: line 5, column 1: end of sequence flow not found");
  EXPECT_THAT(ErrorOf(good + "apiVersion: sample.io/v1\nkind: Widget\nmetadata: {name: web}\nports:\n- number: x\n"),
              testing::AllOf(StartsWith("document 2 (line 4): sample.io/v1 Widget \"web\": ports[0].number: "),
                             HasSubstr("at line 8")));
  EXPECT_THAT(ErrorOf("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: sample.io/v1, kind: Widget}\n- {kind: Widget}\n"),
              "document 1 (line 1): v1 List items[1]: no apiVersion at line 5");
  EXPECT_THAT(ErrorOf("apiVersion: v1\nkind: List\nitems: [1]\n"), HasSubstr("items[0]: not an object"));
  EXPECT_THAT(ErrorOf("apiVersion: sample.io/v1\nkind: Widget\ncolour: red\n", {.rejectUnknownFields = true}),
              HasSubstr("no such field"));
}

TEST(ManifestTest, BoundsWhatAFileCanMakeLarge) {
  std::string lists;
  for (int i = 0; i < 2000; ++i) lists += R"({"apiVersion":"v1","kind":"List","items":[)";
  EXPECT_THAT(ErrorOf(lists), StartsWith("document 1: "));

  const auto nested = [](int depth) {
    std::string text = R"({"apiVersion":"v1","kind":"X"})";
    for (int i = 0; i < depth; ++i) {
      text.insert(0, R"({"apiVersion":"v1","kind":"List","items":[)");
      text += "]}";
    }
    return text;
  };
  EXPECT_EQ(Read(nested(8)).size(), 1U);
  EXPECT_THAT(ErrorOf(nested(9)), HasSubstr("v1 List in too many lists"));
  EXPECT_THAT(ErrorOf("apiVersion: v1\n", {.maxBytes = 3}), HasSubstr("limit of 3"));
}

TEST(ManifestTest, SharesTheMemoryOfATextAmongItsObjects) {
  std::string text = R"({"apiVersion":"sample.io/v1","kind":"WidgetList","items":[{})";
  for (std::size_t i = 0; i < (std::size_t{300} << 20) / sizeof(Widget); ++i) text += ",{}";
  EXPECT_THAT(ErrorOf(text + "]}"), HasSubstr("more small values than there may be memory for"));
}

TEST(ManifestTest, IsReadBackAsItWasWritten) {
  Widget widget;
  widget.name = "a";
  widget.labels = {{"on", "yes"}};
  const auto gadget = Read("apiVersion: other.io/v1\nkind: Gadget\nspec: {z: 1, a: [x, \"1\"]}\n");
  const std::vector<ManifestObject> objects = {ManifestObject::Of(widget), gadget[0]};

  const Result<std::string> text = ToManifest(objects);
  ASSERT_TRUE(text) << text.error().ToString();
  EXPECT_THAT(*text, HasSubstr("\n---\napiVersion: other.io/v1\nkind: Gadget\nspec:\n  z: 1\n  a:\n  - x\n  - \"1\"\n"));

  const auto again = Read(*text);
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(*again[0].As<Widget>(), widget);
  EXPECT_EQ(again[1].value, gadget[0].value);
  EXPECT_EQ(ToManifest(std::span<const ManifestObject>()).value(), "");
}

TEST(ManifestTest, NamesTheObjectThatCannotBeWritten) {
  Widget widget;
  widget.name = "\xff";
  const std::vector<ManifestObject> objects = {ManifestObject::Of(widget)};
  EXPECT_THAT(ToManifest(objects).error().Message(), StartsWith("sample.io/v1 Widget: name: "));
}

}  // namespace
}  // namespace k8s
