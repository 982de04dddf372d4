#include <string>

#include "codec/sample.h"
#include <gtest/gtest.h>

#include <k8s/codec/field_cursor.h>

namespace k8s::codec {
namespace {

TEST(FieldCursorTest, ComparesNamesOfEveryLength) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string name(size, 'n');
    EXPECT_TRUE(SameName(name, std::string(size, 'n'))) << size;
    EXPECT_FALSE(SameName(name, name + "n")) << size;
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = name;
      other[at] = 'm';
      EXPECT_FALSE(SameName(name, other)) << size << " " << at;
    }
  }
}

TEST(FieldCursorTest, FindsFieldsInAnyOrder) {
  const auto fields = sample::Widget::kType.structure->fields;
  FieldCursor forwards(fields);
  FieldCursor backwards(fields);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    EXPECT_EQ(forwards.Find(fields[i].name), &fields[i]);
    EXPECT_EQ(forwards.Find(fields[i].name), &fields[i]);
    EXPECT_EQ(backwards.Find(fields[fields.size() - 1 - i].name), &fields[fields.size() - 1 - i]);
    EXPECT_EQ(forwards.Find("none"), nullptr);
  }
}

}  // namespace
}  // namespace k8s::codec
