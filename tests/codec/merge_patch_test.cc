#include <string>
#include <utility>

#include "codec/sample.h"
#include <gtest/gtest.h>

#include <k8s/codec/patch/merge_patch.h>

namespace k8s {
namespace {

Value Read(std::string_view text) { return Value::FromJson(text).value(); }

Value Nested(std::size_t depth, const Value& innermost) {
  Value value = innermost;
  for (std::size_t i = 0; i < depth; ++i) {
    ValueObject object;
    object.Set("a", std::move(value));
    value = std::move(object);
  }
  return value;
}

// The examples of RFC 7386, and what they leave open.
TEST(MergePatchTest, IsAppliedAsTheRfcSays) {
  struct Row {
    const char* target;
    const char* patch;
    const char* result;
  };
  for (const Row& row : {
           Row{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
           Row{R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
           Row{R"({"a":"b"})", R"({"a":null})", R"({})"},
           Row{R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
           Row{R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
           Row{R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
           Row{R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
           Row{R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
           Row{R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
           Row{R"({"a":"b"})", R"(["c"])", R"(["c"])"},
           Row{R"({"a":"foo"})", R"(null)", R"(null)"},
           Row{R"({"a":"foo"})", R"("bar")", R"("bar")"},
           Row{R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
           Row{R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
           Row{R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
           Row{R"({"a":null})", R"({"a":{"b":null,"c":1}})", R"({"a":{"c":1}})"},
           Row{R"({"a":1})", R"({"a":[null,{"b":null}]})", R"({"a":[null,{"b":null}]})"},
           Row{R"({"a":1,"b":2,"c":3})", R"({"a":null,"c":null,"none":null})", R"({"b":2})"},
       }) {
    EXPECT_EQ(ApplyMergePatch(Read(row.target), Read(row.patch)).value().ToJson().value(), row.result) << row.patch;
  }
}

TEST(MergePatchTest, IsMadeOfWhatDiffers) {
  struct Row {
    const char* before;
    const char* after;
    const char* patch;
  };
  for (const Row& row : {
           Row{R"({"a":1})", R"({"a":1})", R"({})"},
           Row{R"({"a":1,"b":2})", R"({"b":2,"a":1})", R"({})"},
           Row{R"({"a":1})", R"({"a":2,"b":{"c":null,"d":3}})", R"({"a":2,"b":{"d":3}})"},
           Row{R"({"a":1,"b":2})", R"({"b":2})", R"({"a":null})"},
           Row{R"({"a":null,"b":null,"c":1})", R"({"a":null,"c":null})", R"({"b":null,"c":null})"},
           Row{R"({"a":{"b":1,"c":2},"d":{"e":1}})", R"({"a":{"b":1},"d":{"e":1}})", R"({"a":{"c":null}})"},
           Row{R"({"a":[1,2]})", R"({"a":[1,2,3]})", R"({"a":[1,2,3]})"},
           Row{R"({"a":{}})", R"({"a":[]})", R"({"a":[]})"},
           Row{R"({"a":1})", R"({"a":{}})", R"({"a":{}})"},
           Row{R"({"a":9007199254740992})", R"({"a":9007199254740993})", R"({"a":9007199254740993})"},
           Row{R"([1])", R"({"a":null,"b":1})", R"({"b":1})"},
           Row{R"({"a":1})", R"([1])", R"([1])"},
       }) {
    const Value patch = CreateMergePatch(Read(row.before), Read(row.after)).value();
    EXPECT_EQ(patch.ToJson().value(), row.patch);
  }
}

TEST(MergePatchTest, OfThreeVersionsKeepsWhatOthersHaveSet) {
  struct Row {
    const char* original;
    const char* modified;
    const char* current;
    const char* patch;
  };
  for (const Row& row : {
           Row{R"({"a":1,"gone":1})", R"({"a":1})", R"({"a":1,"gone":1,"theirs":1})", R"({"gone":null})"},
           Row{R"({"a":1})", R"({"a":2})", R"({"a":3})", R"({"a":2})"},
           Row{R"({"a":1})", R"({"a":1})", R"({"a":3})", R"({"a":1})"},
           Row{R"({"l":{"x":1,"y":1}})", R"({"l":{"x":2}})", R"({"l":{"x":1,"y":1,"z":1}})", R"({"l":{"x":2,"y":null}})"},
           Row{R"({})", R"({"l":{"x":1}})", R"({"l":[1]})", R"({"l":{"x":1}})"},
           Row{R"(null)", R"({"a":1})", R"({})", R"({"a":1})"},
           Row{R"({"a":[1]})", R"({"a":[2]})", R"({"a":[2]})", R"({})"},
       }) {
    const Value patch = CreateThreeWayMergePatch(Read(row.original), Read(row.modified), Read(row.current)).value();
    EXPECT_EQ(patch.ToJson().value(), row.patch) << row.modified;
  }
}

TEST(MergePatchTest, ChangesTypedObjects) {
  sample::Widget before;
  before.name = "w";
  before.labels = {{"a", "1"}, {"b", "2"}};
  sample::Widget after = before;
  after.labels.erase("a");
  after.replicas = 0;
  const Value patch = CreateMergePatch(before, after).value();
  EXPECT_EQ(patch.ToJson().value(), R"({"labels":{"a":null},"replicas":0})");
  EXPECT_EQ(ApplyMergePatch(before, patch).value(), after);
  EXPECT_EQ(ApplyMergePatch(before, Read(R"({"replicas":"two"})")).error().Message(), "replicas: not a number");
}

TEST(MergePatchTest, DepthIsBounded) {
  const Value deep = Nested(5000, 1);
  EXPECT_EQ(ApplyMergePatch(ValueObject(), deep).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CreateMergePatch(Nested(5000, 2), deep).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CreateMergePatch(ValueObject(), deep).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CreateThreeWayMergePatch(deep, deep, deep).error().Code(), ErrorCode::kInvalidArgument);
}

// Takes minutes where something is quadratic.
TEST(MergePatchTest, ManyMembersAreNotSlow) {
  constexpr std::size_t kMembers = 200000;
  ValueObject members;
  for (std::size_t i = 0; i < kMembers; ++i) members.Set("key-" + std::to_string(i * 7919 % kMembers), i);
  const Value after = std::move(members);
  const Value patch = CreateMergePatch(ValueObject(), after).value();
  const Value merged = ApplyMergePatch(ValueObject(), patch).value();
  EXPECT_EQ(merged.AsObject()->size(), kMembers);
  EXPECT_EQ(CreateMergePatch(after, ValueObject()).value().AsObject()->size(), kMembers);
  EXPECT_TRUE(merged == after);
}

}  // namespace
}  // namespace k8s
