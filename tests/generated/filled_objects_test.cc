#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "generated/filler.h"
#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/api/apiextensions/v1/json_schema_props.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/api/registry.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>

namespace k8s::test {
namespace {

using codec::Equal;
using codec::Field;
using codec::Type;

std::shared_ptr<void> Filled(const Type& kind) {
  auto object = kind.structure->make();
  Filler().Fill(kind, object.get());
  return object;
}

TEST(FilledObjectsTest, NoFieldIsLostInJson) {
  for (const Type* kind : Kinds()) {
    SCOPED_TRACE(kind->structure->name);
    const auto object = Filled(*kind);
    std::string text;
    ASSERT_TRUE(codec::WriteJson(*kind, object.get(), text));

    const auto back = kind->structure->make();
    const Result<void> read = codec::ReadJson(text, *kind, back.get(), {.rejectUnknownFields = true});
    ASSERT_TRUE(read) << read.error().ToString();
    EXPECT_TRUE(Equal(*kind, object.get(), back.get()));
    std::string again;
    ASSERT_TRUE(codec::WriteJson(*kind, back.get(), again));
    EXPECT_TRUE(again == text);
  }
}

TEST(FilledObjectsTest, NoFieldIsLostInAValueWithoutAType) {
  for (const Type* kind : Kinds()) {
    SCOPED_TRACE(kind->structure->name);
    const auto object = Filled(*kind);
    const Result<Value> value = codec::WriteValue(*kind, object.get());
    ASSERT_TRUE(value) << value.error().ToString();
    std::string text;
    ASSERT_TRUE(codec::WriteJson(*kind, object.get(), text));
    EXPECT_TRUE(value->ToJson().value() == text);
    EXPECT_TRUE(*value == Value::FromJson(text).value());

    const auto back = kind->structure->make();
    const Result<void> read = codec::ReadValue(*value, *kind, back.get(), {.rejectUnknownFields = true});
    ASSERT_TRUE(read) << read.error().ToString();
    EXPECT_TRUE(Equal(*kind, object.get(), back.get()));
  }
}

TEST(FilledObjectsTest, ANewObjectIsEmpty) {
  for (const Type* kind : Kinds()) {
    EXPECT_TRUE(codec::IsEmpty(*kind, kind->structure->make().get())) << kind->structure->name;
    EXPECT_FALSE(codec::IsEmpty(*kind, Filled(*kind).get())) << kind->structure->name;
  }
}

// As StorageVersionSpec: there is nothing to tell apart.
bool HasNoFields(const Type& type) { return type.structure != nullptr && type.structure->fields.empty(); }

TEST(FilledObjectsTest, EveryFieldMakesADifference) {
  int fields = 0;
  for (const Place& place : AllPlaces()) {
    for (const Field& field : place.structure->fields) {
      SCOPED_TRACE(std::string(place.structure->name) + "." + std::string(field.name));
      if (HasNoFields(*field.type)) continue;
      const auto with = place.kind->structure->make();
      const auto without = place.kind->structure->make();
      Filler().Fill(*field.type, Member(field, place.Enter(with.get())));
      place.Enter(without.get());
      EXPECT_FALSE(Equal(*place.kind, with.get(), without.get()));
      ++fields;
    }
  }
  EXPECT_GT(fields, 2500);
}

TEST(FilledObjectsTest, ACopyIsEqualAndStandsByItself) {
  for (const Type* kind : Kinds()) {
    SCOPED_TRACE(kind->structure->name);
    const auto object = Filled(*kind);
    const auto copy = kind->structure->clone(object.get());
    EXPECT_TRUE(Equal(*kind, copy.get(), object.get()));

    Filler().Fill(*kind, copy.get());  // its lists grow, its numbers change
    EXPECT_TRUE(Equal(*kind, object.get(), Filled(*kind).get()));
  }
}

TEST(FilledObjectsTest, AMovedObjectIsTheSame) {
  static_assert(std::is_nothrow_move_constructible_v<corev1::Pod> && std::is_nothrow_move_assignable_v<corev1::Pod>);
  corev1::Pod pod;
  Filler().Fill(corev1::Pod::kType, &pod);
  const corev1::Pod copy = pod;
  const corev1::Pod moved = std::move(pod);
  EXPECT_EQ(moved, copy);
  EXPECT_NE(moved, corev1::Pod());
}

TEST(FilledObjectsTest, AnObjectCanBecomeItselfOrAPartOfItself) {
  apiextensionsv1::JSONSchemaProps schema;
  schema.type = "array";
  schema.not_.emplace().type = "a string long enough to be on the heap";
  schema.not_->not_.emplace().type = "object";
  const apiextensionsv1::JSONSchemaProps part = *schema.not_;

  apiextensionsv1::JSONSchemaProps& itself = schema;
  schema = itself;
  EXPECT_EQ(*schema.not_, part);
  apiextensionsv1::JSONSchemaProps copied = schema;
  copied = *copied.not_;
  EXPECT_EQ(copied, part);
  schema = std::move(*schema.not_);
  EXPECT_EQ(schema, part);
}

}  // namespace
}  // namespace k8s::test
