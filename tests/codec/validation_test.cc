#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/codec/validation/schema.h>
#include <k8s/codec/validation/validate.h>

namespace k8s::codec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Schema kText = {.type = SchemaType::kString};
constexpr Schema kNullableText = {.type = SchemaType::kString, .nullable = true};
constexpr SchemaMember kMembers[] = {{"defaulted", &kText, true}, {"nullable", &kNullableText}, {"text", &kText}};
constexpr std::string_view kRequired[] = {"defaulted", "text"};
constexpr Schema kObject = {.type = SchemaType::kObject, .members = kMembers, .required = kRequired};

std::vector<std::string> Violations(const Schema& schema, std::string_view json) {
  std::vector<std::string> words;
  for (const Finding& finding : Validate(schema, Value::FromJson(json).value()).violations) words.push_back(finding.ToString());
  return words;
}

TEST(ValidationTest, WhatIsRequiredMayBeLeftToItsDefault) {
  EXPECT_THAT(Violations(kObject, R"({"text": ""})"), IsEmpty());
  EXPECT_THAT(Violations(kObject, "{}"), ElementsAre("text is required"));
}

TEST(ValidationTest, NullIsNoValueUnlessTheSchemaSaysSo) {
  EXPECT_THAT(Violations(kObject, R"({"text": "", "nullable": null, "defaulted": null})"), IsEmpty());
  EXPECT_THAT(Violations(kObject, R"({"text": null})"), ElementsAre("text may not be null"));
}

TEST(ValidationTest, TypesAreThoseOfJson) {
  constexpr Schema kWhole = {.type = SchemaType::kInteger};
  EXPECT_THAT(Violations(kWhole, "2.0"), IsEmpty());
  EXPECT_THAT(Violations(kWhole, "2.5"), ElementsAre("it is not a whole number"));
  constexpr Schema kPort = {.type = SchemaType::kIntOrString};
  EXPECT_THAT(Violations(kPort, "80"), IsEmpty());
  EXPECT_THAT(Violations(kPort, "true"), ElementsAre("it is not a whole number or a string"));
  EXPECT_THAT(Violations(kObject, "[]"), ElementsAre("it is not an object"));
}

TEST(ValidationTest, MembersThatTheSchemaDoesNotNameAreLeftToTheServer) {
  EXPECT_THAT(Violations(kObject, R"({"text": "", "other": 1})"), IsEmpty());
}

std::vector<std::string> NotChecked(const Schema& schema, std::string_view json) {
  std::vector<std::string> words;
  for (const Finding& finding : Validate(schema, Value::FromJson(json).value()).notChecked) words.push_back(finding.ToString());
  return words;
}

constexpr std::string_view kFormat[] = {"must have the format ipv4"};
constexpr Schema kAddress = {.notCheckedOfText = kFormat};
constexpr Schema kNumber = {.type = SchemaType::kNumber};

// What is under `not` may be an address, or not.
TEST(ValidationTest, WhatCannotBeCheckedIsNeitherThereNorNotThere) {
  constexpr Schema kNoAddress = {.notAny = &kAddress};
  EXPECT_THAT(Violations(kNoAddress, R"("10.0.0.1")"), IsEmpty());
  EXPECT_THAT(NotChecked(kNoAddress, R"("10.0.0.1")"), ElementsAre("it may not fit the schema under not"));
  EXPECT_THAT(Violations(kNoAddress, "1"), ElementsAre("it fits the schema under not"));
}

TEST(ValidationTest, OneOfSeveralHangsOnWhatCannotBeChecked) {
  static constexpr Schema kOther = {.notCheckedOfText = kFormat};
  static constexpr const Schema* kAddresses[] = {&kAddress, &kOther};
  static constexpr const Schema* kAddressOrNumber[] = {&kAddress, &kNumber};
  constexpr Schema kOneOfTwo = {.type = SchemaType::kString, .oneOf = kAddresses};
  EXPECT_THAT(Violations(kOneOfTwo, R"("10.0.0.1")"), IsEmpty());
  EXPECT_THAT(NotChecked(kOneOfTwo, R"("x")"), ElementsAre("it must fit exactly one of the schemas under oneOf"));
  constexpr Schema kOneOf = {.oneOf = kAddressOrNumber};
  EXPECT_THAT(Violations(kOneOf, "1"), ElementsAre("it fits 2 of the schemas under oneOf, instead of one"));
  EXPECT_THAT(NotChecked(kOneOf, R"("x")"), ElementsAre("it must fit exactly one of the schemas under oneOf"));
  constexpr Schema kAnyOf = {.anyOf = kAddressOrNumber};
  EXPECT_THAT(NotChecked(kAnyOf, "1"), IsEmpty());
  EXPECT_THAT(Violations(kAnyOf, R"("x")"), IsEmpty());
  EXPECT_THAT(NotChecked(kAnyOf, R"("x")"), ElementsAre("it must fit one of the schemas under anyOf"));
}

TEST(ValidationTest, SizesBoundTheTypeThatTheyAreOf) {
  constexpr Schema kSizes = {.characters = {.least = 2}, .elementCount = {.most = 1}, .memberCount = {.least = 1}};
  EXPECT_THAT(Violations(kSizes, "[1]"), IsEmpty());
  EXPECT_THAT(Violations(kSizes, R"("ab")"), IsEmpty());
  EXPECT_THAT(Violations(kSizes, "[1, 2]"), ElementsAre("it has 2 elements, more than 1"));
  EXPECT_THAT(Violations(kSizes, R"("a")"), ElementsAre("it has 1 characters, fewer than 2"));
  EXPECT_THAT(Violations(kSizes, "{}"), ElementsAre("it has 0 members, fewer than 1"));
}

TEST(ValidationTest, MultiplesAreWholeButForRounding) {
  constexpr Schema kTenths = {.multipleOf = 0.1};
  EXPECT_THAT(Violations(kTenths, "0.3"), IsEmpty());
  EXPECT_THAT(Violations(kTenths, "0.7"), IsEmpty());
  EXPECT_THAT(Violations(kTenths, "0.75"), ElementsAre("it is no multiple of 0.1"));
  constexpr Schema kEven = {.multipleOf = 2};
  EXPECT_THAT(Violations(kEven, "9007199254740992"), IsEmpty());
  EXPECT_THAT(Violations(kEven, "9007199254740993"), ElementsAre("it is no multiple of 2"));
  EXPECT_THAT(Violations(kEven, "0"), IsEmpty());
  EXPECT_THAT(Violations(kEven, "-3"), ElementsAre("it is no multiple of 2"));
}

TEST(ValidationTest, WholeNumbersAreComparedExactly) {
  constexpr Schema kBounded = {.minimum = -1.5, .maximum = 9007199254740992.0};
  EXPECT_THAT(Violations(kBounded, "9007199254740992"), IsEmpty());
  EXPECT_THAT(Violations(kBounded, "9007199254740993"), testing::SizeIs(1));
  EXPECT_THAT(Violations(kBounded, "-1"), IsEmpty());
  EXPECT_THAT(Violations(kBounded, "-2"), ElementsAre("it is below -1.5"));
  constexpr Schema kWide = {.minimum = -1e19, .maximum = 1e19};
  EXPECT_THAT(Violations(kWide, "9223372036854775807"), IsEmpty());
  EXPECT_THAT(Violations(kWide, "-9223372036854775808"), IsEmpty());
  constexpr Schema kBeyond = {.minimum = 1e19};
  EXPECT_THAT(Violations(kBeyond, "9223372036854775807"), testing::SizeIs(1));
}

TEST(ValidationTest, TellsNoMoreThanAHundredViolations) {
  constexpr Schema kTexts = {.type = SchemaType::kList, .elements = &kText};
  std::string list = "[0";
  for (int element = 0; element < 1000; ++element) list += ",0";
  EXPECT_EQ(Violations(kTexts, list + "]").size(), 100U);
}

TEST(ValidationTest, AValueDeeperThanAnySchemaEnds) {
  static constinit const Schema kDeep = {.type = SchemaType::kList, .elements = &kDeep};
  std::string list(1000, '[');
  list += std::string(1000, ']');
  const auto violations = Violations(kDeep, list);
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_TRUE(violations.front().ends_with("is nested too deep")) << violations.front();
}

}  // namespace
}  // namespace k8s::codec
