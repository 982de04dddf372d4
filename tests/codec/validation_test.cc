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
