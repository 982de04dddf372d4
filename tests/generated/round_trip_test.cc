#include <memory>
#include <string>

#include "generated/filler.h"
#include "generated/random_filler.h"
#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>
#include <k8s/codec/packed.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>
#include <k8s/codec/yaml.h>

// Every kind, filled and by chance, through protobuf, the packed form, JSON, YAML and values without a type: no field is lost,
// and all agree.
namespace k8s::test {
namespace {

using codec::Equal;
using codec::Type;
using Object = std::shared_ptr<void>;

std::string Json(const Type& kind, const Object& object) {
  std::string text;
  const Result<void> written = codec::WriteJson(kind, object.get(), text);
  EXPECT_TRUE(written) << written.error().ToString();
  return text;
}

std::string Protobuf(const Type& kind, const Object& object) {
  std::string bytes;
  const Result<void> written = codec::WriteProtobuf(kind, object.get(), bytes);
  EXPECT_TRUE(written) << written.error().ToString();
  return bytes;
}

std::string Yaml(const Type& kind, const Object& object) {
  std::string text;
  const Result<void> written = codec::WriteYaml(kind, object.get(), text);
  EXPECT_TRUE(written) << written.error().ToString();
  return text;
}

std::string Packed(const Type& kind, const Object& object) {
  std::string bytes;
  codec::WritePacked(kind, object.get(), bytes);
  return bytes;
}

void ExpectSameThroughProtobuf(const Type& kind, const Object& object) {
  const std::string bytes = Protobuf(kind, object);
  const Object back = kind.structure->make();
  const Result<void> read = codec::ReadProtobuf(bytes, kind, back.get());
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_TRUE(Equal(kind, object.get(), back.get())) << Json(kind, object) << "\n" << Json(kind, back);
  EXPECT_TRUE(Protobuf(kind, back) == bytes);
}

void ExpectSameWhenPacked(const Type& kind, const Object& object) {
  const std::string bytes = Packed(kind, object);
  const Object back = kind.structure->make();
  const Result<void> read = codec::ReadPacked(bytes, kind, back.get());
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_TRUE(Equal(kind, object.get(), back.get()));
  EXPECT_TRUE(Packed(kind, back) == bytes);
  EXPECT_EQ(Json(kind, back), Json(kind, object));
}

Object FromYaml(const Type& kind, const std::string& text) {
  Object object = kind.structure->make();
  const Result<void> read = codec::ReadYaml(text, kind, object.get(), {.rejectUnknownFields = true});
  EXPECT_TRUE(read) << read.error().ToString() << "\n" << text;
  return object;
}

// JSON cannot tell all that a struct can: what it has read is the same in all others.
void ExpectAllAgreeWithJson(const Type& kind, const Object& object) {
  const std::string json = Json(kind, object);
  const Object fromJson = kind.structure->make();
  const Result<void> read = codec::ReadJson(json, kind, fromJson.get());
  ASSERT_TRUE(read) << read.error().ToString();

  const Object fromProtobuf = kind.structure->make();
  ASSERT_TRUE(codec::ReadProtobuf(Protobuf(kind, fromJson), kind, fromProtobuf.get()));
  EXPECT_TRUE(Equal(kind, fromJson.get(), fromProtobuf.get()));

  const std::string yaml = Yaml(kind, fromProtobuf);
  const Object fromYaml = FromYaml(kind, yaml);
  EXPECT_TRUE(Equal(kind, fromJson.get(), fromYaml.get())) << yaml;
  EXPECT_TRUE(Protobuf(kind, fromYaml) == Protobuf(kind, fromJson));

  const Result<Value> value = codec::WriteValue(kind, object.get());
  ASSERT_TRUE(value) << value.error().ToString();
  EXPECT_TRUE(*value == Value::FromJson(json).value());
  EXPECT_EQ(value->ToJson().value(), json);
  const Object fromValue = kind.structure->make();
  const Result<void> converted = codec::ReadValue(*value, kind, fromValue.get(), {.rejectUnknownFields = true});
  ASSERT_TRUE(converted) << converted.error().ToString();
  EXPECT_TRUE(Equal(kind, fromJson.get(), fromValue.get()));
}

void ExpectSameEveryWay(const Type& kind, const Object& object) {
  ExpectSameThroughProtobuf(kind, object);
  ExpectSameWhenPacked(kind, object);
  ExpectAllAgreeWithJson(kind, object);
}

TEST(RoundTripTest, NoFieldOfAFilledObjectIsLost) {
  for (const Type* kind : Kinds()) {
    SCOPED_TRACE(kind->structure->name);
    const Object object = kind->structure->make();
    Filler().Fill(*kind, object.get());
    ExpectSameEveryWay(*kind, object);
  }
}

TEST(RoundTripTest, NothingBecomesSomething) {
  for (const Type* kind : Kinds()) {
    SCOPED_TRACE(kind->structure->name);
    const Object object = kind->structure->make();
    ExpectSameEveryWay(*kind, object);
    EXPECT_EQ(Packed(*kind, object), "");
  }
}

TEST(RoundTripTest, AFilterKeepsTheSameAsInJson) {
  for (const Type* kind : Kinds()) {
    if (codec::FindField(*kind->structure, "metadata") == nullptr) continue;
    SCOPED_TRACE(kind->structure->name);
    const Object object = kind->structure->make();
    Filler().Fill(*kind, object.get());
    const Object fromJson = kind->structure->make();
    ASSERT_TRUE(codec::ReadJson(Json(*kind, object), *kind, fromJson.get(), {.dropManagedFields = true}));
    const Object fromProtobuf = kind->structure->make();
    ASSERT_TRUE(codec::ReadProtobuf(Protobuf(*kind, object), *kind, fromProtobuf.get(), {.dropManagedFields = true}));
    EXPECT_TRUE(Equal(*kind, fromJson.get(), fromProtobuf.get()));
  }
}

TEST(RoundTripTest, ObjectsByChanceStayTheSame) {
  constexpr std::uint32_t kSeed = 20260102;
  constexpr int kRounds = 60;
  RandomFiller filler(kSeed);
  for (int round = 0; round < kRounds; ++round) {
    for (const Type* kind : Kinds()) {
      SCOPED_TRACE(kind->structure->name);
      const Object object = kind->structure->make();
      filler.Fill(*kind, object.get());
      ExpectSameEveryWay(*kind, object);
      if (HasFailure()) return;
    }
  }
  for (const codec::Struct* structure : AllStructs()) {
    for (const codec::Field& field : structure->fields) {
      const bool canBeFilled = field.type->structure == nullptr || !field.type->structure->fields.empty();
      EXPECT_EQ(filler.Filled().contains(&field), canBeFilled) << structure->name << "." << field.name;
    }
  }
}

}  // namespace
}  // namespace k8s::test
