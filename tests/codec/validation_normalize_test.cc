#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <k8s/codec/validation/normalize.h>
#include <k8s/codec/validation/schema.h>
#include <k8s/codec/validation/validate.h>

namespace k8s::codec {
namespace {

std::string Normalized(const Schema& schema, std::string_view json) {
  Value value = Value::FromJson(json).value();
  EXPECT_TRUE(Normalize(schema, value));
  return value.ToJson().value();
}

constexpr Schema kText = {.type = SchemaType::kString};
constexpr Schema kNullable = {.type = SchemaType::kString, .nullable = true};
constexpr Schema kMode = {.type = SchemaType::kString, .defaultValue = R"("fast")"};
constexpr SchemaMember kInnerMembers[] = {{"mode", &kMode}, {"text", &kText}};
constexpr Schema kInner = {.type = SchemaType::kObject, .members = kInnerMembers, .defaultValue = R"({"text": "t"})"};
constexpr SchemaMember kOuterMembers[] = {{"inner", &kInner}, {"nullable", &kNullable}, {"text", &kText}};
constexpr Schema kOuter = {.type = SchemaType::kObject, .members = kOuterMembers};

TEST(ValidationNormalizeTest, DefaultsAreFilledInWithTheirOwn) {
  EXPECT_EQ(Normalized(kOuter, "{}"), R"({"inner":{"text":"t","mode":"fast"}})");
  EXPECT_EQ(Normalized(kOuter, R"({"inner": {}})"), R"({"inner":{"mode":"fast"}})");
  EXPECT_EQ(Normalized(kOuter, R"({"inner": {"mode": "slow"}})"), R"({"inner":{"mode":"slow"}})");
}

TEST(ValidationNormalizeTest, NullIsADefaultOrNothingWhereItMayNotBe) {
  EXPECT_EQ(Normalized(kOuter, R"({"inner": {"mode": null, "text": null}, "nullable": null, "text": null})"),
            R"({"inner":{"mode":"fast"},"nullable":null})");
  constexpr Schema kList = {.type = SchemaType::kList, .elements = &kMode};
  EXPECT_EQ(Normalized(kList, R"([null, "slow"])"), R"(["fast","slow"])");
  constexpr Schema kTexts = {.type = SchemaType::kList, .elements = &kText};
  EXPECT_EQ(Normalized(kTexts, "[null]"), "[null]");
  constexpr Schema kMap = {.type = SchemaType::kObject, .elements = &kMode};
  EXPECT_EQ(Normalized(kMap, R"({"a": null})"), R"({"a":"fast"})");
}

TEST(ValidationNormalizeTest, WhatIsUnknownIsDroppedUnlessTheSchemaKeepsIt) {
  EXPECT_EQ(Normalized(kOuter, R"({"inner": {"other": 1}, "other": {"a": 1}})"), R"({"inner":{"mode":"fast"}})");
  constexpr Schema kKept = {.type = SchemaType::kObject, .members = kOuterMembers, .others = SchemaOthers::kKept};
  EXPECT_EQ(Normalized(kKept, R"({"inner": {"other": 1}, "other": {"a": null}, "text": null})"),
            R"({"inner":{"mode":"fast"},"other":{"a":null}})");
  constexpr Schema kWithoutMembers = {.type = SchemaType::kObject, .others = SchemaOthers::kWithoutMembers};
  EXPECT_EQ(Normalized(kWithoutMembers, R"({"a": 1, "b": {"c": 1}, "d": [{"e": 1}], "f": null})"),
            R"({"a":1,"b":{},"d":[{}],"f":null})");
}

TEST(ValidationNormalizeTest, AListThatKeepsOthersKeepsThoseOfItsElements) {
  constexpr Schema kKept = {.type = SchemaType::kList, .elements = &kOuter, .others = SchemaOthers::kKept};
  EXPECT_EQ(Normalized(kKept, R"([{"inner": {"other": 1}, "other": 1}])"), R"([{"inner":{"mode":"fast"},"other":1}])");
}

TEST(ValidationNormalizeTest, AResourceKeepsWhatEveryOneHas) {
  constexpr Schema kResource = {.type = SchemaType::kObject, .isResource = true};
  constexpr std::string_view kObject = R"({"apiVersion":"v1","kind":"A","metadata":{"name":"a"}})";
  EXPECT_EQ(Normalized(kResource, kObject), kObject);
  EXPECT_EQ(Normalized(kResource, R"({"kind":"A","spec":{}})"), R"({"kind":"A"})");
}

// A default is the enclosing schema's; the checks stand in branches, which know nothing of it.
TEST(ValidationNormalizeTest, ChecksInBranchesSeeWhatTheSchemaAroundThemFillsIn) {
  static constexpr std::string_view kNames[] = {"mode"};
  static constexpr std::string_view kSlow[] = {R"("slow")"};
  static constexpr std::string_view kFast[] = {R"("fast")"};
  static constexpr Schema kHasMode = {.required = kNames};
  static constexpr Schema kSlowMode = {.values = kSlow};
  static constexpr Schema kFastMode = {.values = kFast};
  static constexpr SchemaMember kSlowMembers[] = {{"mode", &kSlowMode}};
  static constexpr SchemaMember kFastMembers[] = {{"mode", &kFastMode}};
  static constexpr Schema kIsSlow = {.members = kSlowMembers};
  static constexpr Schema kIsFast = {.members = kFastMembers};
  static constexpr const Schema* kAll[] = {&kHasMode};
  static constexpr const Schema* kOne[] = {&kIsSlow, &kIsFast};
  static constexpr Schema kChecked = {.type = SchemaType::kObject,
                                      .members = kInnerMembers,
                                      .required = kNames,
                                      .memberCount = {.least = 1, .most = 1},
                                      .allOf = kAll,
                                      .anyOf = kAll,
                                      .oneOf = kOne,
                                      .notAny = &kIsSlow};
  const Validation validation = Validate(kChecked, Value(ValueObject()));
  EXPECT_TRUE(validation.ok()) << validation.ToResult().error().Message();
}

TEST(ValidationNormalizeTest, WhatIsDeeperThanAnySchemaStays) {
  std::string list(1000, '[');
  list += std::string(1000, ']');
  static constinit const Schema kDeep = {.type = SchemaType::kList, .elements = &kDeep};
  EXPECT_EQ(Normalized(kDeep, list), list);
}

// Each of its elements has two like it by default.
extern const Schema kPair;
constexpr SchemaMember kPairMembers[] = {{"pair", &kPair}};
constexpr Schema kOfPairs = {.type = SchemaType::kObject, .members = kPairMembers};
const Schema kPair = {.type = SchemaType::kList, .elements = &kOfPairs, .defaultValue = "[{},{}]"};

TEST(ValidationNormalizeTest, DefaultsThatMultiplyHaveAnEnd) {
  Value value = Value::FromJson("{}").value();
  EXPECT_FALSE(Normalize(kOfPairs, value));
  const Validation validation = Validate(kOfPairs, Value::FromJson("{}").value());
  EXPECT_TRUE(validation.ok());
  ASSERT_EQ(validation.notChecked.size(), 1u);
  EXPECT_EQ(validation.notChecked[0].ToString(), "it has more defaults than are filled in");
}

}  // namespace
}  // namespace k8s::codec
