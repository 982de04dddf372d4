#include <functional>
#include <string>
#include <vector>

#include "custom/basin_cases.h"
#include "custom/sample.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sink/validation/sink/v1/basin.h>
#include <sink/validation/sink/v1/sink.h>

#include <k8s/codec/json.h>

namespace k8s::test {
namespace {

namespace sinkv1 = sink::sinkv1;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Words(const std::vector<Finding>& findings) {
  std::vector<std::string> words;
  for (const Finding& finding : findings) words.push_back(finding.ToString());
  return words;
}

// What is said about the full object after that change.
std::vector<std::string> ViolationsWith(const std::function<void(sinkv1::SinkSpec&)>& change) {
  auto object = FromJson<sinkv1::Sink>(kFullSink).value();
  change(object.spec);
  return Words(Validate(object).violations);
}

TEST(CustomValidationTest, AnObjectThatFitsHasNoViolations) {
  const auto validation = Validate(FromJson<sinkv1::Sink>(kFullSink).value());
  EXPECT_THAT(Words(validation.violations), IsEmpty());
  EXPECT_TRUE(validation.ToResult());
}

TEST(CustomValidationTest, RulesThatOnlyTheServerKnowsAreListed) {
  const auto validation = Validate(FromJson<sinkv1::Sink>(kFullSink).value());
  EXPECT_THAT(Words(validation.notChecked),
              testing::UnorderedElementsAre("spec must follow the rule !has(self.replicas) || self.replicas != 7",
                                            "spec.address must have the format ipv4",
                                            "spec.embedded must have the apiVersion, kind and metadata of an object",
                                            "spec.since must have the format date-time"));
}

TEST(CustomValidationTest, EachKindOfRuleNamesItsField) {
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.image = ""; }), ElementsAre("spec.image has 0 characters, fewer than 1"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.image = std::string(41, 'x'); }),
              ElementsAre("spec.image has 41 characters, more than 40"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.replicas = 11; }), ElementsAre("spec.replicas is above 10"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.replicas = -1; }), ElementsAre("spec.replicas is below 0"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.size = 0; }), ElementsAre("spec.size is not above 0"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.size = 6; }), ElementsAre("spec.size is no multiple of 4"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.ratio = 1; }), ElementsAre("spec.ratio is not below 1"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.policy = "Maybe"; }),
              ElementsAre(R"(spec.policy is none of "Allow", "Forbid", "Replace")"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.level = 3; }), ElementsAre("spec.level is none of 1, 2, 4"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.schedule = "* * * *"; }),
              ElementsAre(R"(spec.schedule does not match ^(\d+|\*)(/\d+)?(\s+(\d+|\*)(/\d+)?){4}$)"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.percent = IntOrString("101%"); }),
              ElementsAre("spec.percent does not match ^(100|[1-9]?[0-9])%$"));
}

TEST(CustomValidationTest, ElementsAndMembersAreFoundByTheirPlace) {
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.args.resize(6); }), ElementsAre("spec.args has 6 elements, more than 5"));
  EXPECT_THAT(ViolationsWith([](auto& spec) {
                spec.colours = {"Red", "Blue"};
              }),
              ElementsAre(R"(spec.colours[1] is none of "Red", "Green")"));
  EXPECT_THAT(ViolationsWith([](auto& spec) {
                spec.colours = {"Red", "Red"};
              }),
              ElementsAre("spec.colours[1] is the same as another element"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.labels["empty"] = ""; }),
              ElementsAre("spec.labels[empty] has 0 characters, fewer than 1"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.ports.at(0).number = 0; }), ElementsAre("spec.ports[0].number is below 1"));
}

// The server fills the protocol in before it looks: TCP is the same as none.
TEST(CustomValidationTest, KeysAreComparedWithTheirDefaults) {
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.ports.at(1).protocol = "TCP"; }),
              ElementsAre("spec.ports[1] has the same number, protocol as another element"));
}

TEST(CustomValidationTest, JunctorsHold) {
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.either->url = "x"; }),
              ElementsAre("spec.either fits 2 of the schemas under oneOf, instead of one"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.either->none = true; }),
              ElementsAre("spec.either fits the schema under not"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.either->file = "x"; }),
              ElementsAre("spec.either.file has 1 characters, fewer than 2"));
}

TEST(CustomValidationTest, WhatIsKeptAsJsonIsCheckedToo) {
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.open = RawJson(R"({"known": 1})"); }),
              ElementsAre("spec.open.known is not a string"));
  EXPECT_THAT(ViolationsWith([](auto& spec) { spec.embedded = RawJson("[]"); }), ElementsAre("spec.embedded is not an object"));
}

// What the server fills in and drops before it validates counts here too: it takes nothing that is refused here, nor refuses
// what passes without a remark. That it says so itself, tests/cluster looks.
TEST(CustomValidationTest, WhatIsRefusedIsWhatTheServerRefuses) {
  for (const BasinCase& each : kBasinCases) {
    const Validation validation = Validate(BasinOf(each));
    if (each.isTaken) {
      EXPECT_THAT(Words(validation.violations), IsEmpty()) << each.spec;
    } else {
      EXPECT_FALSE(validation.ok() && validation.notChecked.empty()) << each.spec;
    }
  }
}

TEST(CustomValidationTest, AllViolationsAreTold) {
  auto object = FromJson<sinkv1::Sink>(kFullSink).value();
  object.spec.image = "";
  object.spec.replicas = 11;
  const auto refused = Validate(object).ToResult();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().Code(), ErrorCode::kInvalidObject);
  EXPECT_EQ(refused.error().Message(), "spec.image has 0 characters, fewer than 1; spec.replicas is above 10");
}

}  // namespace
}  // namespace k8s::test
