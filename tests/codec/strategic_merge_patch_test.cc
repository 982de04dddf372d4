#include <string>
#include <utility>

#include "codec/sample.h"
#include <gtest/gtest.h>

#include <k8s/codec/patch/strategic_merge_patch.h>

// Of a Widget, `ports` are merged by `number`, `requiredList` is a set, `plain` retains the keys that a patch names, `raws` and
// all other lists are replaced.
namespace k8s {
namespace {

using sample::Widget;

Value Read(std::string_view text) { return Value::FromJson(text).value(); }

TEST(StrategicMergePatchTest, MergesByTheTables) {
  struct Row {
    const char* target;
    const char* patch;
    const char* result;
  };
  for (
      const Row& row : {
          // Objects
          Row{R"({"name":"a","labels":{"x":"1","y":"2"}})", R"({"labels":{"x":null,"z":"3"}})",
              R"({"name":"a","labels":{"y":"2","z":"3"}})"},
          Row{R"({"labels":{"x":"1"}})", R"({"labels":{"$patch":"replace","y":"2"}})", R"({"labels":{"y":"2"}})"},
          Row{R"({"labels":{"x":"1"}})", R"({"labels":{"$patch":"delete"}})", R"({"labels":{}})"},
          Row{R"({})", R"({"labels":{"$patch":"delete"},"boxed":{"name":null,"number":1}})", R"({"boxed":{"number":1}})"},
          Row{R"({"name":"a"})", R"({"$patch":"replace","always":1})", R"({"always":1})"},
          Row{R"({"raw":{"a":[{"b":1}],"c":1}})", R"({"raw":{"a":[{"d":1}],"c":null}})", R"({"raw":{"a":[{"d":1}]}})"},
          Row{R"({"name":null})", R"({"name":"a"})", R"({"name":"a"})"},
          // Keys to retain
          Row{R"({"plain":{"name":"a","number":1,"protocol":"x"}})",
              R"({"plain":{"$retainKeys":["name","number"],"number":2,"protocol":null}})",
              R"({"plain":{"name":"a","number":2}})"},
          Row{R"({})", R"({"plain":{"$retainKeys":["name"],"name":"a"}})", R"({"plain":{"name":"a"}})"},
          // Lists that are replaced
          Row{R"({"raws":[1,2]})", R"({"raws":[3]})", R"({"raws":[3]})"},
          Row{R"({"extra":{"a":["1"]}})", R"({"extra":{"a":["2"]}})", R"({"extra":{"a":["2"]}})"},
          // Lists of objects
          Row{R"({"ports":[{"number":1,"name":"a"},{"number":2}]})", R"({"ports":[{"number":2,"name":"b"},{"number":3}]})",
              R"({"ports":[{"number":1,"name":"a"},{"number":2,"name":"b"},{"number":3}]})"},
          Row{R"({"ports":[{"number":1},{"number":2}]})", R"({"ports":[{"number":1,"$patch":"delete"}]})",
              R"({"ports":[{"number":2}]})"},
          Row{R"({"ports":[{"number":1},{"number":2}]})", R"({"ports":[{"$patch":"replace"},{"number":3}]})",
              R"({"ports":[{"number":3}]})"},
          Row{R"({})", R"({"ports":[{"number":1,"$patch":"delete"},{"number":2,"name":null}]})", R"({"ports":[{"number":2}]})"},
          Row{R"({"ports":[{"number":1}]})", R"({"ports":[{"number":2,"name":null}]})",
              R"({"ports":[{"number":2},{"number":1}]})"},
          Row{R"({"ports":[{"number":1}]})", R"({"ports":null})", R"({})"},
          // Order
          Row{R"({"ports":[{"number":1},{"number":2},{"number":3}]})",
              R"({"$setElementOrder/ports":[{"number":3},{"number":1},{"number":2}]})",
              R"({"ports":[{"number":3},{"number":1},{"number":2}]})"},
          Row{R"({"ports":[{"number":1},{"number":9},{"number":2}]})",
              R"({"$setElementOrder/ports":[{"number":2},{"number":4},{"number":1}],"ports":[{"number":4}]})",
              R"({"ports":[{"number":9},{"number":2},{"number":4},{"number":1}]})"},
          Row{R"({"ports":[{"number":9},{"number":1}]})",
              R"({"$setElementOrder/ports":[{"number":1},{"number":2}],"ports":[{"number":2}]})",
              R"({"ports":[{"number":9},{"number":1},{"number":2}]})"},
          Row{R"({"ports":[{"number":1},{"number":9}]})",
              R"({"$setElementOrder/ports":[{"number":2}],"ports":[{"number":2},{"number":1,"$patch":"delete"}]})",
              R"({"ports":[{"number":9},{"number":2}]})"},
          Row{R"({})", R"({"$setElementOrder/ports":[{"number":1}]})", R"({})"},
          Row{R"({"ports":[]})", R"({"$setElementOrder/ports":[{"number":1}]})", R"({"ports":[]})"},
          // Sets
          Row{R"({"requiredList":["a","b"]})", R"({"requiredList":["b","c"]})", R"({"requiredList":["a","b","c"]})"},
          Row{R"({"requiredList":["a","b","c"]})", R"({"$deleteFromPrimitiveList/requiredList":["a","c","d"]})",
              R"({"requiredList":["b"]})"},
          Row{R"({"requiredList":["a","b"]})",
              R"({"$deleteFromPrimitiveList/requiredList":["a"],"$setElementOrder/requiredList":["c","b"],"requiredList":["c"]})",
              R"({"requiredList":["c","b"]})"},
          Row{R"({})", R"({"$deleteFromPrimitiveList/requiredList":["a"]})", R"({})"},
      }) {
    const Result<Value> result = ApplyStrategicMergePatch(Read(row.target), Read(row.patch), Widget::kType);
    ASSERT_TRUE(result) << row.patch << ": " << result.error().ToString();
    EXPECT_EQ(result->ToJson().value(), row.result) << row.patch;
  }
}

TEST(StrategicMergePatchTest, FailuresNameThePlace) {
  struct Row {
    const char* target;
    const char* patch;
    const char* message;
  };
  for (const Row& row : {
           Row{R"({})", R"([])", "a strategic merge patch that is no object"},
           Row{R"({"boxed":{}})", R"({"boxed":{"$patch":"merge"}})", "boxed: $patch is neither replace nor delete"},
           Row{R"({"plain":{}})", R"({"plain":{"$retainKeys":"name"}})", "plain: $retainKeys is no list"},
           Row{R"({"plain":{}})", R"({"plain":{"$retainKeys":["name"],"number":1}})",
               "plain: $retainKeys does not have \"number\", which the patch sets"},
           Row{R"({"ports":[{"number":1}]})", R"({"ports":[{"name":"a"}]})", "ports: an item without its merge key number"},
           Row{R"({"ports":[{"name":"a"}]})", R"({"ports":[{"number":1}]})", "ports: an item without its merge key number"},
           Row{R"({"ports":[{"number":1}]})", R"({"ports":[{"number":null}]})", "ports: an item without its merge key number"},
           Row{R"({"ports":[{"number":1}]})", R"({"ports":[{"name":"a","$patch":"delete"}]})",
               "ports: an item to delete without its merge key number"},
           Row{R"({"ports":[{"number":1}]})", R"({"ports":[{"number":1,"$patch":"merge"}]})",
               "ports: $patch of an item is neither replace nor delete"},
           Row{R"({"ports":[{"number":1}]})", R"({"ports":[1]})", "ports: elements of several types"},
           Row{R"({"requiredList":["a"]})", R"({"requiredList":[1]})", "requiredList: elements of several types"},
           Row{R"({"requiredList":[["a"]]})", R"({"requiredList":[["b"]]})", "requiredList: a list of lists"},
           Row{R"({"requiredList":[{"a":1}]})", R"({"requiredList":[{"a":2}]})",
               "requiredList: a list of objects without a merge key"},
           Row{R"({"child":{"nmae":{}}})", R"({"child":{"nmae":{"a":1}}})", "child.nmae: the type has no such field"},
           Row{R"({})", R"({"$setElementOrder/nmae":[]})", "nmae: the type has no such field"},
           Row{R"({"ports":[]})", R"({"$setElementOrder/ports":1})", "ports: $setElementOrder is no list"},
           Row{R"({"ports":1})", R"({"$setElementOrder/ports":[]})", "ports: not a list"},
           Row{R"({"ports":[]})", R"({"$setElementOrder/ports":[{"number":1}],"ports":[{"number":2}]})",
               "ports: the patch has an element that $setElementOrder has not, or elsewhere"},
           Row{R"({})", R"({"$deleteFromPrimitiveList/requiredList":"a"})",
               "requiredList: $deleteFromPrimitiveList is no list"},
           Row{R"({"child":{"ports":[{"number":1,"name":"a"}]}})", R"({"child":{"ports":[{"number":1,"$retainKeys":1}]}})",
               "child.ports[0]: $retainKeys is no list"},
       }) {
    const Result<Value> result = ApplyStrategicMergePatch(Read(row.target), Read(row.patch), Widget::kType);
    ASSERT_FALSE(result) << row.patch;
    EXPECT_EQ(result.error().Code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(result.error().Message(), row.message) << row.patch;
  }
}

TEST(StrategicMergePatchTest, IsMadeOfWhatDiffers) {
  struct Row {
    const char* before;
    const char* after;
    const char* patch;
  };
  for (
      const Row& row : {
          Row{R"({"name":"a","ports":[{"number":1}]})", R"({"ports":[{"number":1}],"name":"a"})", R"({})"},
          Row{R"({"name":"a","labels":{"x":"1"}})", R"({"labels":{}})", R"({"labels":{"x":null},"name":null})"},
          Row{R"({"raws":[1]})", R"({"raws":[2]})", R"({"raws":[2]})"},
          Row{R"({"plain":{"name":"a","number":1}})", R"({"plain":{"name":"b"}})",
              R"({"plain":{"name":"b","number":null,"$retainKeys":["name"]}})"},
          Row{R"({"ports":[{"number":1,"name":"a"},{"number":2}]})", R"({"ports":[{"number":3},{"number":1,"name":"b"}]})",
              R"({"$setElementOrder/ports":[{"number":3},{"number":1}],)"
              R"("ports":[{"number":3},{"name":"b","number":1},{"$patch":"delete","number":2}]})"},
          Row{R"({"ports":[{"number":1},{"number":2}]})", R"({"ports":[{"number":2},{"number":1}]})",
              R"({"$setElementOrder/ports":[{"number":2},{"number":1}]})"},
          Row{R"({"ports":[{"number":1}]})", R"({"ports":[]})", R"({"ports":[{"$patch":"delete","number":1}]})"},
          Row{R"({"ports":[]})", R"({"ports":[{"number":1}]})", R"({"ports":[{"number":1}]})"},
          Row{R"({"requiredList":["a","b"]})", R"({"requiredList":["c","b"]})",
              R"({"requiredList":["c"],"$deleteFromPrimitiveList/requiredList":["a"],"$setElementOrder/requiredList":["c","b"]})"},
          // Of these Go has the first one as nothing, the second as the order.
          Row{R"({"requiredList":["b","a"]})", R"({"requiredList":["a","b"]})",
              R"({"$setElementOrder/requiredList":["a","b"]})"},
          Row{R"({"requiredList":["b","a"]})", R"({"requiredList":["b","a"]})", R"({})"},
          Row{R"({"nmae":{"a":1}})", R"({"nmae":{"a":1}})", R"({})"},
          // Two ports of one number, as a container may have for TCP and UDP.
          Row{R"({"ports":[{"number":1,"protocol":"TCP"},{"number":1,"protocol":"UDP"}]})",
              R"({"ports":[{"number":1,"protocol":"TCP"},{"number":1,"protocol":"SCTP"}]})",
              R"({"$setElementOrder/ports":[{"number":1},{"number":1}],"ports":[{"protocol":"SCTP","number":1}]})"},
      }) {
    const Result<Value> patch = CreateTwoWayStrategicPatch(Read(row.before), Read(row.after), Widget::kType);
    ASSERT_TRUE(patch) << row.after << ": " << patch.error().ToString();
    EXPECT_EQ(patch->ToJson().value(), row.patch);
  }
}

TEST(StrategicMergePatchTest, WhatCannotBeMergedMakesNoPatch) {
  struct Row {
    const char* before;
    const char* after;
    const char* message;
  };
  for (const Row& row : {
           Row{R"({"ports":[{"number":1}]})", R"({"ports":[{"name":"a"}]})", "ports: an item without its merge key number"},
           Row{R"({"nmae":[1]})", R"({"nmae":[2]})", "nmae: the type has no such field"},
           Row{R"({"requiredList":[["a"]]})", R"({"requiredList":[["b"]]})", "requiredList: a list of lists"},
           Row{R"({"requiredList":["a"]})", R"({"requiredList":[1]})", "requiredList: elements of several types"},
           Row{R"([])", R"({})", "a strategic merge patch of what is no object"},
       }) {
    const Result<Value> patch = CreateTwoWayStrategicPatch(Read(row.before), Read(row.after), Widget::kType);
    ASSERT_FALSE(patch) << row.after;
    EXPECT_EQ(patch.error().Code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(patch.error().Message(), row.message);
  }
}

TEST(StrategicMergePatchTest, OfThreeVersionsKeepsWhatOthersHaveSet) {
  struct Row {
    const char* original;
    const char* modified;
    const char* current;
    const char* patch;
    const char* result;
  };
  for (
      const Row& row : {
          Row{R"({"name":"a","always":1})", R"({"name":"b"})", R"({"name":"x","always":1,"enabled":true})",
              R"({"always":null,"name":"b"})", R"({"name":"b","enabled":true})"},
          Row{R"({"ports":[{"number":1},{"number":2}]})", R"({"ports":[{"number":1,"name":"a"}]})",
              R"({"ports":[{"number":1},{"number":2},{"number":7}]})",
              R"({"$setElementOrder/ports":[{"number":1}],"ports":[{"name":"a","number":1},{"$patch":"delete","number":2}]})",
              R"({"ports":[{"number":1,"name":"a"},{"number":7}]})"},
          Row{R"({"requiredList":["a","b"]})", R"({"requiredList":["b","c"]})", R"({"requiredList":["a","b","x"]})",
              R"({"$setElementOrder/requiredList":["b","c"],"$deleteFromPrimitiveList/requiredList":["a"],"requiredList":["c"]})",
              R"({"requiredList":["b","c","x"]})"},
          // What would be lost, if the order were sent for additions and deletions alone.
          Row{R"({"requiredList":["b","a"]})", R"({"requiredList":["a","b"]})", R"({"requiredList":["b","x","a"]})",
              R"({"$setElementOrder/requiredList":["a","b"]})", R"({"requiredList":["x","a","b"]})"},
          Row{R"({})", R"({"plain":{"name":"a"}})", R"({"plain":{"name":"a","number":1}})",
              R"({"plain":{"$retainKeys":["name"]}})", R"({"plain":{"name":"a"}})"},
      }) {
    const Value current = Read(row.current);
    const Result<Value> patch = CreateThreeWayStrategicPatch(Read(row.original), Read(row.modified), current, Widget::kType);
    ASSERT_TRUE(patch) << row.modified << ": " << patch.error().ToString();
    EXPECT_EQ(*patch, Read(row.patch)) << patch->ToJson().value();
    EXPECT_EQ(ApplyStrategicMergePatch(current, *patch, Widget::kType).value().ToJson().value(), row.result);
  }
}

TEST(StrategicMergePatchTest, ChangesTypedObjects) {
  Widget before;
  before.ports.resize(2);
  before.ports[0].number = 1;
  before.ports[1].number = 2;
  Widget after = before;
  after.ports.erase(after.ports.begin());
  const Value patch = CreateTwoWayStrategicPatch(before, after).value();
  EXPECT_EQ(patch.ToJson().value(), R"({"$setElementOrder/ports":[{"number":2}],"ports":[{"$patch":"delete","number":1}]})");
  EXPECT_EQ(ApplyStrategicMergePatch(before, patch).value(), after);

  Widget current = before;
  current.ports.emplace_back().number = 3;
  const Value threeWay = CreateThreeWayStrategicPatch(before, after, current).value();
  const Widget merged = ApplyStrategicMergePatch(current, threeWay).value();
  ASSERT_EQ(merged.ports.size(), 2U);
  EXPECT_EQ(merged.ports[0].number, 2);
  EXPECT_EQ(merged.ports[1].number, 3);
}

TEST(StrategicMergePatchTest, DepthIsBounded) {
  Value deep = ValueObject();
  Value other = ValueObject();
  other.AsObject()->Set("name", "a");
  for (int i = 0; i < 5000; ++i) {
    ValueObject object;
    object.Set("child", std::move(deep));
    deep = std::move(object);
    ValueObject otherObject;
    otherObject.Set("child", std::move(other));
    other = std::move(otherObject);
  }
  EXPECT_TRUE(ApplyStrategicMergePatch(deep, other, Widget::kType).error().Message().ends_with("nested too deep"));
  EXPECT_TRUE(ApplyStrategicMergePatch(ValueObject(), other, Widget::kType).error().Message().ends_with("nested too deep"));
  EXPECT_TRUE(CreateTwoWayStrategicPatch(deep, other, Widget::kType).error().Message().ends_with("nested too deep"));
}

// Takes minutes where something is quadratic.
TEST(StrategicMergePatchTest, LongListsAreNotSlow) {
  constexpr int kItems = 20000;
  ValueList ports;
  ValueList names;
  for (int i = 0; i < kItems; ++i) {
    ports.Append(Read(R"({"number":)" + std::to_string((i * 7919LL) % kItems) + "}"));
    names.Append("name-" + std::to_string(i));
  }
  Value before = ValueObject();
  before.AsObject()->Set("ports", ports);
  before.AsObject()->Set("requiredList", names);
  Value after = before;
  for (Value& port : *after.Find("ports")->AsList()) port.AsObject()->Set("name", "changed");
  after.Find("requiredList")->AsList()->Remove(0);
  const Value patch = CreateTwoWayStrategicPatch(before, after, Widget::kType).value();
  EXPECT_TRUE(ApplyStrategicMergePatch(before, patch, Widget::kType).value() == after);
}

// Takes minutes where something is quadratic.
TEST(StrategicMergePatchTest, ManyDirectivesAreNotSlow) {
  constexpr int kDirectives = 300000;
  ValueObject patch;
  patch.Reserve(2 * kDirectives, std::size_t{2} * kDirectives * 40);
  for (int i = 0; i < kDirectives; ++i) {
    patch.Set("$deleteFromPrimitiveList/" + std::to_string(i), ValueList());
    patch.Set("$setElementOrder/" + std::to_string(i), ValueList());
  }
  Value target = ValueObject();
  target.AsObject()->Set("raw", ValueObject());
  Value whole = ValueObject();
  whole.AsObject()->Set("raw", std::move(patch));
  EXPECT_EQ(ApplyStrategicMergePatch(target, whole, Widget::kType).value(), target);
}

// Takes minutes where something is quadratic.
TEST(StrategicMergePatchTest, ManyDeletedMembersAreNotSlow) {
  ValueObject members;
  ValueObject deletions;
  for (int i = 0; i < 300000; ++i) {
    members.Set(std::to_string(i), i);
    deletions.Set(std::to_string(i), Read(R"({"$patch":"delete"})"));
  }
  Value target = ValueObject();
  target.AsObject()->Set("raw", std::move(members));
  Value patch = ValueObject();
  patch.AsObject()->Set("raw", std::move(deletions));
  EXPECT_EQ(ApplyStrategicMergePatch(target, patch, Widget::kType).value(), Read(R"({"raw":{}})"));
}

}  // namespace
}  // namespace k8s
