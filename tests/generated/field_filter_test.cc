#include <cstddef>
#include <memory>
#include <string>

#include "generated/filler.h"
#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/pod_list.h>
#include <k8s/api/registry.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>

// Filters for all that is served: an object and the list of its kind take the same options.
namespace k8s::test {
namespace {

using codec::ApiResource;
using codec::Field;
using codec::Type;

std::string FilledText(const Type& type) {
  const auto object = type.structure->make();
  Filler().Fill(type, object.get());
  std::string text;
  EXPECT_TRUE(codec::WriteJson(type, object.get(), text));
  return text;
}

std::shared_ptr<void> Read(const Type& type, const std::string& text, const JsonReadOptions& options) {
  auto object = type.structure->make();
  const Result<void> read = codec::ReadJson(text, type, object.get(), options);
  EXPECT_TRUE(read) << read.error().ToString();
  return object;
}

void ClearManagedFields(const Type& kind, void* object) {
  const Field* metadata = codec::FindField(*kind.structure, "metadata");
  const Field* field = codec::FindField(*metadata->type->structure, "managedFields");
  void* managedFields = Member(*field, Member(*metadata, object));
  ASSERT_GT(field->type->list->size(managedFields), 0u);
  field->type->list->clear(managedFields);
}

void ClearManagedFieldsOfItems(const Type& list, void* object) {
  const Field* field = codec::FindField(*list.structure, "items");
  const Type& item = *field->type->element;
  const void* items = Member(*field, object);
  for (std::size_t i = 0; i < field->type->list->size(items); ++i) {
    const char* data = static_cast<const char*>(field->type->list->data(items));
    ClearManagedFields(item, const_cast<char*>(data + i * item.size));
  }
}

void ExpectWithoutManagedFields(const Type& type, void (*clear)(const Type&, void*)) {
  const std::string text = FilledText(type);
  const auto expected = Read(type, text, {});
  clear(type, expected.get());
  const auto dropped = Read(type, text, {.dropManagedFields = true});
  EXPECT_TRUE(codec::Equal(type, dropped.get(), expected.get()));
}

TEST(FieldFilterTest, DropsTheManagedFieldsOfEveryKindAndNothingElse) {
  int lists = 0;
  for (const ApiResource* resource : Resources()) {
    if (resource->list == nullptr) continue;
    SCOPED_TRACE(resource->plural);
    ExpectWithoutManagedFields(*resource->type, ClearManagedFields);
    ExpectWithoutManagedFields(*resource->list, ClearManagedFieldsOfItems);
    ++lists;
  }
  EXPECT_GT(lists, 80);
}

TEST(FieldFilterTest, TakesThePathsOfItemsForTheirList) {
  const std::string text = FilledText(corev1::PodList::kType);
  const Result<corev1::PodList> whole = FromJson<corev1::PodList>(text);
  ASSERT_TRUE(whole);
  corev1::PodList expected;
  expected.metadata = whole->metadata;
  for (const corev1::Pod& pod : whole->items) {
    corev1::Pod& kept = expected.items.emplace_back();
    kept.metadata.name = pod.metadata.name;
    for (const corev1::Container& container : pod.spec.containers) {
      kept.spec.containers.emplace_back().image = container.image;
    }
  }

  const JsonReadOptions options = {.keep = {"metadata.name", "spec.containers[*].image"}};
  const Result<corev1::PodList> list = FromJson<corev1::PodList>(text, options);
  ASSERT_TRUE(list) << list.error().ToString();
  EXPECT_TRUE(*list == expected);
  const Result<corev1::Pod> object = FromJson<corev1::Pod>(*ToJson(whole->items[0]), options);
  ASSERT_TRUE(object) << object.error().ToString();
  EXPECT_TRUE(*object == expected.items[0]);
}

TEST(FieldFilterTest, DropsManagedFieldsOfMetadataThatIsKept) {
  const std::string text = FilledText(corev1::Pod::kType);
  corev1::Pod expected;
  expected.metadata = FromJson<corev1::Pod>(text)->metadata;
  expected.metadata.managedFields.clear();
  const Result<corev1::Pod> pod = FromJson<corev1::Pod>(text, {.dropManagedFields = true, .keep = {"metadata"}});
  ASSERT_TRUE(pod);
  EXPECT_TRUE(*pod == expected);
}

}  // namespace
}  // namespace k8s::test
