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
constexpr Schema kDefaultedText = {.type = SchemaType::kString, .defaultValue = R"("x")"};
constexpr SchemaMember kMembers[] = {{"defaulted", &kDefaultedText}, {"nullable", &kNullableText}, {"text", &kText}};
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
  EXPECT_THAT(Violations(kObject, R"({"text": null})"), ElementsAre("text is required"));
  EXPECT_THAT(Violations(kText, "null"), ElementsAre("it may not be null"));
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

TEST(ValidationTest, MembersThatTheSchemaDoesNotNameAreDropped) {
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

// The server counts how often a factor goes into a number, and cuts what is left.
TEST(ValidationTest, MultiplesAreThoseOfTheServer) {
  constexpr Schema kTenths = {.multipleOf = 0.1};
  EXPECT_THAT(Violations(kTenths, "0.3"), IsEmpty());
  EXPECT_THAT(Violations(kTenths, "0.7"), IsEmpty());
  EXPECT_THAT(Violations(kTenths, "0.75"), ElementsAre("it is no multiple of 0.1"));
  constexpr Schema kHundredths = {.multipleOf = 0.01};
  EXPECT_THAT(Violations(kHundredths, "0.07"), IsEmpty());
  EXPECT_THAT(Violations(kHundredths, "0.29"), ElementsAre("it is no multiple of 0.01"));
  EXPECT_THAT(Violations(kHundredths, "1e300"), ElementsAre("it is no multiple of 0.01"));
  constexpr Schema kEven = {.multipleOf = 2};
  EXPECT_THAT(Violations(kEven, "9007199254740992"), IsEmpty());
  EXPECT_THAT(Violations(kEven, "9007199254740993"), ElementsAre("it is no multiple of 2"));
  EXPECT_THAT(Violations(kEven, "0"), IsEmpty());
  EXPECT_THAT(Violations(kEven, "-3"), ElementsAre("it is no multiple of 2"));
  EXPECT_THAT(Violations(kEven, "-2.5"), ElementsAre("it is no multiple of 2"));
}

TEST(ValidationTest, AWholeNumberAndAFactorThatIsNoneAreLeftToTheServer) {
  constexpr Schema kHundredths = {.multipleOf = 0.01};
  EXPECT_THAT(Violations(kHundredths, "1"), IsEmpty());
  EXPECT_THAT(NotChecked(kHundredths, "1"), ElementsAre("it must be a multiple of 0.01"));
}

TEST(ValidationTest, WholeNumbersAreComparedExactly) {
  constexpr Schema kBounded = {.minimum = -1, .maximum = 9007199254740992.0};
  EXPECT_THAT(Violations(kBounded, "9007199254740992"), IsEmpty());
  EXPECT_THAT(Violations(kBounded, "9007199254740993"), testing::SizeIs(1));
  EXPECT_THAT(Violations(kBounded, "-1"), IsEmpty());
  EXPECT_THAT(Violations(kBounded, "-2"), ElementsAre("it is below -1"));
}

// As the server, which cuts bounds to integers for them; where it cannot, servers differ.
TEST(ValidationTest, BoundsOfWholeNumbersAreWhole) {
  constexpr Schema kFractions = {.minimum = 1.5, .maximum = 3.5};
  EXPECT_THAT(Violations(kFractions, "1"), IsEmpty());
  EXPECT_THAT(Violations(kFractions, "0"), ElementsAre("it is below 1.5"));
  EXPECT_THAT(Violations(kFractions, "1.25"), ElementsAre("it is below 1.5"));
  EXPECT_THAT(Violations(kFractions, "4"), ElementsAre("it is above 3.5"));
  constexpr Schema kBeyond = {.minimum = 1e19};
  EXPECT_THAT(Violations(kBeyond, "9223372036854775807"), IsEmpty());
  EXPECT_THAT(Violations(kBeyond, "1.5"), testing::SizeIs(1));
}

TEST(ValidationTest, NumbersBeyondTheirFormatAreLeftToTheServer) {
  constexpr Schema kInt32 = {.type = SchemaType::kInt32};
  EXPECT_THAT(NotChecked(kInt32, "2147483647"), IsEmpty());
  EXPECT_THAT(NotChecked(kInt32, "2147483648"), ElementsAre("it must have the format int32"));
  constexpr Schema kFloat = {.type = SchemaType::kFloat};
  EXPECT_THAT(NotChecked(kFloat, "1e38"), IsEmpty());
  EXPECT_THAT(NotChecked(kFloat, "1e300"), ElementsAre("it must have the format float"));
  constexpr Schema kInteger = {.type = SchemaType::kInteger};
  EXPECT_THAT(Violations(kInteger, "1e300"), ElementsAre("it is not a whole number"));
  EXPECT_THAT(NotChecked(kInteger, "2.0000000001"), testing::SizeIs(1));
  EXPECT_THAT(NotChecked(kInteger, "2.0"), IsEmpty());
}

TEST(ValidationTest, NullIsInNoEnumeration) {
  static constexpr std::string_view kValues[] = {R"("a")", "null"};
  constexpr Schema kNullable = {.type = SchemaType::kString, .nullable = true, .values = kValues};
  EXPECT_THAT(Violations(kNullable, R"("a")"), IsEmpty());
  EXPECT_THAT(Violations(kNullable, "null"), ElementsAre(R"(it is none of "a", null)"));
}

TEST(ValidationTest, AnEnumerationOfIntegersCutsNumbers) {
  static constexpr std::string_view kValues[] = {"1", "2"};
  constexpr Schema kEither = {.type = SchemaType::kNumber, .values = kValues};
  EXPECT_THAT(Violations(kEither, "1"), IsEmpty());
  EXPECT_THAT(Violations(kEither, "1.5"), IsEmpty());
  EXPECT_THAT(Violations(kEither, "3.5"), ElementsAre("it is none of 1, 2"));
}

// A format takes strings and, by an oversight of servers, lists.
TEST(ValidationTest, AFormatIsATypeToo) {
  constexpr Schema kFormatted = {.type = SchemaType::kFormatted, .nullable = true};
  EXPECT_THAT(Violations(kFormatted, R"("a")"), IsEmpty());
  EXPECT_THAT(Violations(kFormatted, "[]"), IsEmpty());
  EXPECT_THAT(Violations(kFormatted, "null"), IsEmpty());
  EXPECT_THAT(Violations(kFormatted, "1"), ElementsAre("it is not a string"));
}

TEST(ValidationTest, ElementsOfSetsAreComparedAsTheServerDoes) {
  constexpr Schema kSet = {.type = SchemaType::kList, .uniqueness = SchemaUniqueness::kElements};
  EXPECT_THAT(Violations(kSet, "[1, 1.0, \"1\", null]"), IsEmpty());
  EXPECT_THAT(Violations(kSet, "[1, 1]"), ElementsAre("[1] is the same as another element"));
  EXPECT_THAT(Violations(kSet, "[[1], [1.0]]"), ElementsAre("[1] is the same as another element"));
}

TEST(ValidationTest, TheOrderOfMembersIsNoDifference) {
  static constexpr Schema kOpen = {.type = SchemaType::kObject, .others = SchemaOthers::kKept};
  constexpr Schema kSet = {.type = SchemaType::kList, .elements = &kOpen, .uniqueness = SchemaUniqueness::kElements};
  EXPECT_THAT(Violations(kSet, R"([{"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"d": 3, "c": 2}, "a": 1}])"),
              ElementsAre("[1] is the same as another element"));
  EXPECT_THAT(Violations(kSet, R"([{"a": 1}, {"a": 2}])"), IsEmpty());
}

TEST(ValidationTest, KeysOfElementsAreComparedAsTheServerDoes) {
  static constexpr Schema kOpen = {.type = SchemaType::kObject, .others = SchemaOthers::kKept};
  static constexpr std::string_view kKey[] = {"a"};
  static constexpr std::string_view kKeys[] = {"a", "b"};
  constexpr Schema kOne = {.type = SchemaType::kList, .elements = &kOpen, .uniqueness = SchemaUniqueness::kKeys, .keys = kKey};
  EXPECT_THAT(Violations(kOne, R"([{}, {"a": null}, {"a": 1}, {"a": 1.0}])"), IsEmpty());
  EXPECT_THAT(Violations(kOne, R"([{}, {"b": 1}])"), ElementsAre("[1] has the same a as another element"));
  constexpr Schema kTwo = {.type = SchemaType::kList, .elements = &kOpen, .uniqueness = SchemaUniqueness::kKeys, .keys = kKeys};
  EXPECT_THAT(Violations(kTwo, R"([{"a": 1}, {"b": 1}, {"a": 1, "b": null}])"), IsEmpty());
  EXPECT_THAT(Violations(kTwo, R"([{"a": 1}, {"a": 1.0}])"), ElementsAre("[1] has the same a, b as another element"));
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
