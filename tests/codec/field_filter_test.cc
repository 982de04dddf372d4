#include <string>
#include <string_view>
#include <vector>

#include "codec/sample.h"
#include <gtest/gtest.h>

#include <k8s/codec/field_filter.h>

namespace k8s {
namespace {

using codec::FieldChoices;
using sample::Port;
using sample::Widget;

std::size_t IndexOf(const codec::Type& type, std::string_view name) {
  const codec::Field* field = codec::FindField(*type.structure, name);
  EXPECT_NE(field, nullptr) << name;
  return static_cast<std::size_t>(field - type.structure->fields.data());
}

bool Keeps(const FieldChoices& choices, const codec::Type& type, std::string_view name) {
  return choices.Keeps(IndexOf(type, name));
}

const FieldChoices* Below(const FieldChoices& choices, const codec::Type& type, std::string_view name) {
  return choices.Below(IndexOf(type, name));
}

FieldFilter Keep(const std::vector<std::string>& paths) {
  Result<FieldFilter> filter = FieldFilter::For<Widget>({.keep = paths});
  EXPECT_TRUE(filter) << (filter ? "" : filter.error().ToString());
  return filter ? *filter : FieldFilter();
}

std::string ErrorOf(const std::string& path) {
  Result<FieldFilter> filter = FieldFilter::For<Widget>({.keep = {"name", path}});
  EXPECT_FALSE(filter) << path;
  if (filter) return "";
  EXPECT_EQ(filter.error().Code(), ErrorCode::kInvalidArgument);
  return filter.error().Message();
}

TEST(FieldFilterTest, KeepsEverythingWithoutOptions) {
  EXPECT_EQ(FieldFilter().Root(), nullptr);
  EXPECT_EQ(FieldFilter::For<Widget>({})->Root(), nullptr);
}

TEST(FieldFilterTest, KeepsWhatIsNamedAndAllThatIsBelow) {
  const FieldFilter filter = Keep({"name", "plain", "labels"});
  ASSERT_NE(filter.Root(), nullptr);
  EXPECT_EQ(filter.Structure(), Widget::kType.structure);
  EXPECT_TRUE(Keeps(*filter.Root(), Widget::kType, "name"));
  EXPECT_TRUE(Keeps(*filter.Root(), Widget::kType, "plain"));
  EXPECT_EQ(Below(*filter.Root(), Widget::kType, "plain"), nullptr);
  EXPECT_FALSE(Keeps(*filter.Root(), Widget::kType, "enabled"));
}

TEST(FieldFilterTest, GoesIntoStructsOptionalsListsAndMaps) {
  const FieldFilter filter = Keep({"plain.number", "child.child.name", "ports[*].protocol", "extra[*][*]", "limits[*]"});
  const FieldChoices& root = *filter.Root();
  const FieldChoices* plain = Below(root, Widget::kType, "plain");
  ASSERT_NE(plain, nullptr);
  EXPECT_TRUE(Keeps(*plain, Port::kType, "number"));
  EXPECT_FALSE(Keeps(*plain, Port::kType, "name"));
  const FieldChoices* child = Below(root, Widget::kType, "child");
  ASSERT_NE(child, nullptr);
  EXPECT_FALSE(Keeps(*child, Widget::kType, "name"));
  const FieldChoices* grandchild = Below(*child, Widget::kType, "child");
  ASSERT_NE(grandchild, nullptr);
  EXPECT_TRUE(Keeps(*grandchild, Widget::kType, "name"));
  const FieldChoices* ports = Below(root, Widget::kType, "ports");
  ASSERT_NE(ports, nullptr);
  EXPECT_TRUE(Keeps(*ports, Port::kType, "protocol"));
  EXPECT_TRUE(Keeps(root, Widget::kType, "extra"));
  EXPECT_TRUE(Keeps(root, Widget::kType, "limits"));
}

TEST(FieldFilterTest, KeepsTheMostThatAnyPathAsksFor) {
  for (const auto& paths : {std::vector<std::string>{"plain.name", "plain"}, {"plain", "plain.name"}}) {
    const FieldFilter filter = Keep(paths);
    EXPECT_TRUE(Keeps(*filter.Root(), Widget::kType, "plain"));
    EXPECT_EQ(Below(*filter.Root(), Widget::kType, "plain"), nullptr);
  }
  const FieldFilter both = Keep({"plain.name", "plain.number"});
  const FieldChoices* plain = Below(*both.Root(), Widget::kType, "plain");
  ASSERT_NE(plain, nullptr);
  EXPECT_TRUE(Keeps(*plain, Port::kType, "name"));
  EXPECT_TRUE(Keeps(*plain, Port::kType, "number"));
}

TEST(FieldFilterTest, SaysWhyAPathIsNone) {
  EXPECT_EQ(ErrorOf("nmae"), R"(the field path "nmae": sample.Widget has no field "nmae")");
  EXPECT_EQ(ErrorOf("plain.port"), R"(the field path "plain.port": sample.Port has no field "port")");
  EXPECT_EQ(ErrorOf("ports.name"), R"(the field path "ports.name": the elements of ports are ports[*])");
  EXPECT_EQ(ErrorOf("plain[*]"), R"(the field path "plain[*]": plain is neither a list nor a map)");
  EXPECT_EQ(ErrorOf("name.first"), R"(the field path "name.first": nothing can be chosen below name)");
  EXPECT_EQ(ErrorOf("either.port"), R"(the field path "either.port": nothing can be chosen below either)");
  EXPECT_EQ(ErrorOf("plain[0]"), R"(the field path "plain[0]": a dot or [*] must follow a name)");
  for (const char* path : {"", ".", ".name", "name.", "plain..name", "[*]", "ports[*]name", "ports[*].", "kind"}) ErrorOf(path);
}

TEST(FieldFilterTest, RefusesToChooseFieldsOfWhatHasNone) {
  EXPECT_FALSE(FieldFilter::Compile(*codec::FindField(*Widget::kType.structure, "ports")->type, {.keep = {"name"}}));
}

TEST(FieldFilterTest, DropsManagedFieldsOnlyWhereTheyAre) {
  const Result<FieldFilter> filter = FieldFilter::For<Widget>({.dropManagedFields = true});
  ASSERT_TRUE(filter);
  for (const codec::Field& field : Widget::kType.structure->fields) {
    EXPECT_TRUE(Keeps(*filter->Root(), Widget::kType, field.name)) << field.name;
  }
}

}  // namespace
}  // namespace k8s
