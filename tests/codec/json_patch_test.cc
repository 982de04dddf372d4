#include <string>
#include <utility>

#include "codec/sample.h"
#include <gtest/gtest.h>

#include <k8s/codec/patch/json_patch.h>

namespace k8s {
namespace {

Value Read(std::string_view text) { return Value::FromJson(text).value(); }

TEST(JsonPatchTest, OperationsDoWhatTheRfcSays) {
  struct Row {
    const char* target;
    const char* patch;
    const char* result;
  };
  for (const Row& row : {
           Row{R"({"a":1})", R"([{"op":"add","path":"/b","value":2}])", R"({"a":1,"b":2})"},
           Row{R"({"a":1})", R"([{"op":"add","path":"/a","value":2}])", R"({"a":2})"},
           Row{R"({"a":[1,3]})", R"([{"op":"add","path":"/a/1","value":2}])", R"({"a":[1,2,3]})"},
           Row{R"({"a":[1]})", R"([{"op":"add","path":"/a/1","value":2}])", R"({"a":[1,2]})"},
           Row{R"({"a":[1]})", R"([{"op":"add","path":"/a/-","value":[2]}])", R"({"a":[1,[2]]})"},
           Row{R"({"a":1})", R"([{"op":"add","path":"","value":[1]}])", R"([1])"},
           Row{R"({"a":1})", R"([{"op":"add","path":"/b","value":null}])", R"({"a":1,"b":null})"},
           Row{R"({"a":1,"b":2})", R"([{"op":"remove","path":"/a"}])", R"({"b":2})"},
           Row{R"({"a":[1,2,3]})", R"([{"op":"remove","path":"/a/1"}])", R"({"a":[1,3]})"},
           Row{R"({"a":1,"b":2})", R"([{"op":"replace","path":"/a","value":3}])", R"({"a":3,"b":2})"},
           Row{R"({"a":1})", R"([{"op":"replace","path":"","value":3}])", R"(3)"},
           Row{R"({"a":[1,2]})", R"([{"op":"replace","path":"/a/0","value":3}])", R"({"a":[3,2]})"},
           Row{R"({"a":{"b":1},"c":{}})", R"([{"op":"move","from":"/a/b","path":"/c/d"}])", R"({"a":{},"c":{"d":1}})"},
           Row{R"({"a":[1,2,3]})", R"([{"op":"move","from":"/a/0","path":"/a/2"}])", R"({"a":[2,3,1]})"},
           Row{R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":"/a"}])", R"({"a":{"b":1}})"},
           Row{R"({"a":{"b":1}})", R"([{"op":"move","from":"/a/b","path":"/a"}])", R"({"a":1})"},
           Row{R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/a/c"}])", R"({"a":{"b":1,"c":{"b":1}}})"},
           Row{R"({"a/b":1,"m~n":2,"":3})",
               R"([{"op":"test","path":"/a~1b","value":1},{"op":"test","path":"/m~0n","value":2},{"op":"remove","path":"/"}])",
               R"({"a/b":1,"m~n":2})"},
           Row{R"({"~1":1})", R"([{"op":"remove","path":"/~01"}])", R"({})"},
           Row{R"({"a":{"x":1,"y":[2]}})", R"([{"op":"test","path":"/a","value":{"y":[2.0],"x":1}}])",
               R"({"a":{"x":1,"y":[2]}})"},
           Row{R"({"01":1})", R"([{"op":"remove","path":"/01","ignored":true}])", R"({})"},
           Row{R"({"a":1})", R"([])", R"({"a":1})"},
       }) {
    const Result<Value> result = ApplyJsonPatch(Read(row.target), Read(row.patch));
    ASSERT_TRUE(result) << row.patch << ": " << result.error().ToString();
    EXPECT_EQ(result->ToJson().value(), row.result) << row.patch;
  }
}

TEST(JsonPatchTest, FailuresNameTheOperation) {
  struct Row {
    const char* patch;
    ErrorCode code;
    const char* message;
  };
  for (const Row& row : {
           Row{R"([{"op":"add","path":"/b","value":1},{"op":"test","path":"/a","value":2}])", ErrorCode::kConflict,
               "operation 1 (\"test\" \"/a\"): another value is there"},
           Row{R"([{"op":"test","path":"/x","value":null}])", ErrorCode::kConflict,
               "operation 0 (\"test\" \"/x\"): there is no \"x\""},
           Row{R"([{"op":"remove","path":"/x"}])", ErrorCode::kNotFound, "operation 0 (\"remove\" \"/x\"): there is no \"x\""},
           Row{R"([{"op":"replace","path":"/x","value":1}])", ErrorCode::kNotFound,
               "operation 0 (\"replace\" \"/x\"): there is no \"x\""},
           Row{R"([{"op":"add","path":"/x/y","value":1}])", ErrorCode::kNotFound,
               "operation 0 (\"add\" \"/x/y\"): there is no \"x\""},
           Row{R"([{"op":"add","path":"/a/y","value":1}])", ErrorCode::kNotFound,
               "operation 0 (\"add\" \"/a/y\"): there is no \"y\" in an integer"},
           Row{R"([{"op":"add","path":"/l/3","value":1}])", ErrorCode::kNotFound,
               "operation 0 (\"add\" \"/l/3\"): there is no place 3 in a list of 2"},
           Row{R"([{"op":"add","path":"/l/01","value":1}])", ErrorCode::kInvalidArgument,
               "operation 0 (\"add\" \"/l/01\"): \"01\" is no index"},
           Row{R"([{"op":"add","path":"/l/x","value":1}])", ErrorCode::kInvalidArgument,
               "operation 0 (\"add\" \"/l/x\"): \"x\" is no index"},
           Row{R"([{"op":"remove","path":"/l/-"}])", ErrorCode::kNotFound,
               "operation 0 (\"remove\" \"/l/-\"): there is no \"-\""},
           Row{R"([{"op":"remove","path":"/l/2"}])", ErrorCode::kNotFound,
               "operation 0 (\"remove\" \"/l/2\"): there is no \"2\""},
           Row{R"([{"op":"move","from":"/o","path":"/o/p"}])", ErrorCode::kInvalidArgument,
               "operation 0 (\"move\" \"/o/p\"): a value cannot be moved into itself"},
           Row{R"([{"op":"copy","from":"/x","path":"/y"}])", ErrorCode::kNotFound,
               "operation 0 (\"copy\" \"/y\"): there is no \"x\""},
           Row{R"([{"op":"copy","path":"/y"}])", ErrorCode::kInvalidArgument,
               "operation 0 (\"copy\" \"/y\"): there is no from"},
           Row{R"([{"op":"add","path":"/y"}])", ErrorCode::kInvalidArgument, "operation 0 (\"add\" \"/y\"): there is no value"},
           Row{R"([{"op":"put","path":"/y"}])", ErrorCode::kInvalidArgument,
               "operation 0 (\"put\" \"/y\"): no such operation: \"put\""},
           Row{R"([{"path":"/y"}])", ErrorCode::kInvalidArgument, "operation 0 (\"\" \"/y\"): there is no op"},
           Row{R"([{"op":"remove"}])", ErrorCode::kInvalidArgument, "operation 0 (\"remove\" \"\"): there is no path"},
           Row{R"([{"op":"remove","path":7}])", ErrorCode::kInvalidArgument,
               "operation 0 (\"remove\" \"\"): path is an integer, not a string"},
           Row{R"([{"op":"remove","path":"a"}])", ErrorCode::kInvalidArgument,
               "operation 0 (\"remove\" \"a\"): the pointer \"a\" does not begin with a slash"},
           Row{R"([{"op":"remove","path":"/a~2"}])", ErrorCode::kInvalidArgument,
               "operation 0 (\"remove\" \"/a~2\"): the pointer \"/a~2\" has a ~ without 0 or 1 behind it"},
           Row{R"(["remove"])", ErrorCode::kInvalidArgument, "operation 0 (\"\" \"\"): there is no op"},
           Row{R"({"op":"remove"})", ErrorCode::kInvalidArgument, "a JSON patch is a list, not an object"},
       }) {
    const Result<Value> result = ApplyJsonPatch(Read(R"({"a":1,"l":[1,2],"o":{}})"), Read(row.patch));
    ASSERT_FALSE(result) << row.patch;
    EXPECT_EQ(result.error().Code(), row.code) << row.patch;
    EXPECT_EQ(result.error().Message(), row.message);
  }
}

TEST(JsonPatchTest, WhatItCostsIsBounded) {
  ValueList doubling;
  for (int i = 0; i < 100; ++i) {
    doubling.Append(Read(R"({"op":"copy","from":"","path":"/)" + std::to_string(i) + R"("})"));
  }
  const Result<Value> bomb = ApplyJsonPatch(ValueObject(), doubling);
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(bomb.error().Message().ends_with("copies more than is allowed"));

  ValueObject large;
  large.Set("text", std::string(1'000'000, 'x'));
  Value copies = ValueList();
  for (int i = 0; i < 4; ++i) {
    copies.AsList()->Append(Read(R"({"op":"copy","from":"/text","path":"/)" + std::to_string(i) + R"("})"));
  }
  EXPECT_FALSE(ApplyJsonPatch(large, copies));
  copies.AsList()->Remove(0);
  EXPECT_TRUE(ApplyJsonPatch(large, copies));
  EXPECT_EQ(ApplyJsonPatch(ValueObject(), doubling, {.maxOperations = 99}).error().Message(),
            "100 operations, more than the limit of 99");
}

TEST(JsonPatchTest, IsMadeOfWhatDiffers) {
  struct Row {
    const char* before;
    const char* after;
    const char* patch;
  };
  for (
      const Row& row : {
          Row{R"({"a":1,"b":2})", R"({"b":2,"a":1})", R"([])"},
          Row{R"({"a":1})", R"({"b/~":{"c":1}})",
              R"([{"op":"remove","path":"/a"},{"op":"add","path":"/b~1~0","value":{"c":1}}])"},
          Row{R"({"a":{"b":1}})", R"({"a":{"b":null}})", R"([{"op":"replace","path":"/a/b","value":null}])"},
          Row{R"([1,2,3])", R"([1,3])", R"([{"op":"remove","path":"/1"}])"},
          Row{R"([1,3])", R"([1,2,3])", R"([{"op":"add","path":"/1","value":2}])"},
          Row{R"([1,1])", R"([1,1,1])", R"([{"op":"add","path":"/2","value":1}])"},
          Row{R"([1,2,3,4])", R"([])",
              R"([{"op":"remove","path":"/3"},{"op":"remove","path":"/2"},{"op":"remove","path":"/1"},{"op":"remove","path":"/0"}])"},
          Row{R"([0,{"a":1},2,9])", R"([0,{"a":2},9])",
              R"([{"op":"replace","path":"/1/a","value":2},{"op":"remove","path":"/2"}])"},
          Row{R"({"a":[]})", R"({"a":{}})", R"([{"op":"replace","path":"/a","value":{}}])"},
          Row{R"(1)", R"(2)", R"([{"op":"replace","path":"","value":2}])"},
      }) {
    const Value patch = CreateJsonPatch(Read(row.before), Read(row.after)).value();
    EXPECT_EQ(patch.ToJson().value(), row.patch);
    EXPECT_EQ(ApplyJsonPatch(Read(row.before), patch).value(), Read(row.after)) << row.patch;
  }
}

TEST(JsonPatchTest, ChangesTypedObjects) {
  sample::Widget before;
  before.labels = {{"a/b", "1"}};
  sample::Widget after = before;
  after.labels["a/b"] = "2";
  after.ports.emplace_back().number = 80;
  const Value patch = CreateJsonPatch(before, after).value();
  EXPECT_EQ(patch.ToJson().value(), R"([{"op":"replace","path":"/labels/a~1b","value":"2"},)"
                                    R"({"op":"add","path":"/ports","value":[{"number":80}]}])");
  EXPECT_EQ(ApplyJsonPatch(before, patch).value(), after);
}

TEST(JsonPatchTest, DepthIsBounded) {
  Value deep = 1;
  Value other = 2;
  for (int i = 0; i < 5000; ++i) {
    ValueList list;
    list.Append(std::move(deep));
    deep = std::move(list);
    ValueList otherList;
    otherList.Append(std::move(other));
    other = std::move(otherList);
  }
  EXPECT_EQ(CreateJsonPatch(deep, other).error().Code(), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace k8s
