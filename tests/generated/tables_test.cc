#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/resource.h>

// The tables agree with the C++ they describe, and with each other.
namespace k8s::test {
namespace {

using codec::Field;
using codec::Kind;
using codec::Struct;

// Members lie side by side: a larger gap than alignment makes would be a member that no table knows, which would be neither
// read, written nor compared.
TEST(TablesTest, EveryMemberOfAStructIsInItsTable) {
  constexpr std::uint32_t kAlignment = alignof(std::max_align_t) / 2;
  for (const Struct* structure : AllStructs()) {
    std::vector<Field> fields(structure->fields.begin(), structure->fields.end());
    std::ranges::sort(fields, {}, &Field::offset);
    std::uint32_t end = 0;
    for (const Field& field : fields) {
      EXPECT_GE(field.offset, end) << structure->name << "." << field.name << " overlaps the member before it";
      EXPECT_LT(field.offset - end, kAlignment) << structure->name << ": a member is missing before " << field.name;
      end = field.offset + field.type->size;
    }
  }
}

const Field* FieldOfItems(const Field& list, std::string_view name) {
  const codec::Type& item = *list.type->element;
  return item.kind == Kind::kStruct ? codec::FindField(*item.structure, name) : nullptr;
}

TEST(TablesTest, MergeKeysAreFieldsOfTheItems) {
  int keyed = 0;
  for (const Struct* structure : AllStructs()) {
    for (const Field& field : structure->fields) {
      if (field.merge == nullptr) continue;
      SCOPED_TRACE(std::string(structure->name) + "." + std::string(field.name));
      const codec::Merge& merge = *field.merge;
      EXPECT_EQ(merge.list == codec::MergeKind::kMap, !merge.keys.empty());
      for (const std::string_view key : merge.keys) EXPECT_NE(FieldOfItems(field, key), nullptr) << key;
      EXPECT_TRUE(merge.patchKey.empty() || FieldOfItems(field, merge.patchKey) != nullptr) << merge.patchKey;
      EXPECT_TRUE(merge.keyDefaults.empty() || merge.keyDefaults.size() == merge.keys.size());
      keyed += merge.keys.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(keyed, 50);
}

TEST(TablesTest, ListsHoldTheirResource) {
  for (const codec::ApiResource* resource : Resources()) {
    SCOPED_TRACE(NameOf(resource->Kind()));
    EXPECT_EQ(resource->list != nullptr, resource->verbs.Has(codec::Verb::kList));
    if (resource->list == nullptr) continue;
    const Field* items = codec::FindField(*resource->list->structure, "items");
    ASSERT_NE(items, nullptr);
    EXPECT_EQ(items->type->element, resource->type);
    EXPECT_EQ(resource->list->structure->kind->ApiVersion(), resource->Kind().ApiVersion());
  }
}

TEST(TablesTest, EveryObjectOfARequestIsAKind) {
  const auto kinds = Kinds();
  const std::set<const codec::Type*> known(kinds.begin(), kinds.end());
  for (const codec::ApiResource* resource : Resources()) {
    SCOPED_TRACE(NameOf(resource->Kind()));
    EXPECT_TRUE(known.contains(resource->type));
    EXPECT_TRUE(resource->list == nullptr || known.contains(resource->list));
    for (const codec::ApiSubresource& below : resource->subresources) {
      EXPECT_TRUE(below.type == nullptr || known.contains(below.type)) << below.name;
    }
  }
}

}  // namespace
}  // namespace k8s::test
