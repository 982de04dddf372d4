#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/codec/value.h>

namespace k8s {
namespace {

Value Read(std::string_view text) {
  Result<Value> value = Value::FromJson(text);
  EXPECT_TRUE(value) << (value ? "" : value.error().ToString());
  return value.value_or(Value());
}

std::string Written(const Value& value) { return value.ToJson().value(); }

std::string FailureOf(std::string_view text, const ValueReadOptions& options = {}) {
  const Result<Value> value = Value::FromJson(text, options);
  if (value) return "";
  EXPECT_EQ(value.error().Code(), ErrorCode::kDecode);
  return value.error().Message();
}

std::string Repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

// {"child":{"child": ... }}, made without recursion.
Value Nested(std::size_t depth) {
  Value value("innermost");
  for (std::size_t i = 0; i < depth; ++i) {
    if (i % 2 == 0) {
      ValueObject object;
      object.Set("before", "a text that is too long to lie inline");
      object.Set("child", std::move(value));
      value = std::move(object);
    } else {
      ValueList list;
      list.Append(std::move(value));
      list.Append("after");
      value = std::move(list);
    }
  }
  return value;
}

TEST(ValueTest, IsWrittenAsItWasRead) {
  for (const char* text : {
           "null",
           "true",
           "false",
           "0",
           "-1",
           "9223372036854775807",
           "-9223372036854775808",
           "1.5",
           "1e+300",
           "\"\"",
           "\"fourteen chars\"",
           "\"fifteen chars..\"",
           "\"a\\\"b\\\\c\\n\xC3\xA4\"",
           "[]",
           "{}",
           "[[],{},[{}]]",
           R"({"z":1,"a":{"y":[1,"two",null],"b":false},"m":"a text that is too long to lie inline"})",
       }) {
    EXPECT_EQ(Written(Read(text)), text);
  }
}

TEST(ValueTest, NumbersAreIntegersAsLongAsTheyFit) {
  struct Row {
    const char* text;
    ValueKind kind;
    double number;
  };
  for (const Row& row : {
           Row{"0", ValueKind::kInt, 0},
           Row{"-0", ValueKind::kInt, 0},
           Row{"9007199254740993", ValueKind::kInt, 9007199254740992.0},
           Row{"9223372036854775807", ValueKind::kInt, 9223372036854775808.0},
           Row{"9223372036854775808", ValueKind::kDouble, 9223372036854775808.0},
           Row{"18446744073709551615", ValueKind::kDouble, 18446744073709551616.0},
           Row{"-9223372036854775809", ValueKind::kDouble, -9223372036854775808.0},
           Row{"1.0", ValueKind::kDouble, 1},
           Row{"1e2", ValueKind::kDouble, 100},
       }) {
    const Value value = Read(row.text);
    EXPECT_EQ(value.Kind(), row.kind) << row.text;
    EXPECT_EQ(value.AsDouble(), row.number) << row.text;
  }
  EXPECT_EQ(Read("9007199254740993").AsInt(), 9007199254740993);
  EXPECT_EQ(Read("1.0").AsInt(), std::nullopt);
}

TEST(ValueTest, IsMadeOfWhatCppHas) {
  EXPECT_EQ(Value(true).AsBool(), true);
  EXPECT_EQ(Value(std::uint8_t{7}).AsInt(), 7);
  EXPECT_EQ(Value(std::numeric_limits<std::int64_t>::min()).AsInt(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(Value(std::numeric_limits<std::uint64_t>::max()).AsDouble(), 18446744073709551616.0);
  EXPECT_EQ(Value(0.5).AsDouble(), 0.5);
  EXPECT_EQ(Value("text").AsString(), "text");
  EXPECT_EQ(Value(std::string(1000, 'x')).AsString(), std::string(1000, 'x'));
  EXPECT_TRUE(Value().IsNull());
  EXPECT_TRUE(Value(ValueList()).IsList());
  EXPECT_TRUE(Value(ValueObject()).IsObject());
}

TEST(ValueTest, IsNothingElse) {
  const Value text("1");
  EXPECT_EQ(text.AsInt(), std::nullopt);
  EXPECT_EQ(text.AsDouble(), std::nullopt);
  EXPECT_EQ(text.AsBool(), std::nullopt);
  EXPECT_EQ(text.AsList(), nullptr);
  EXPECT_EQ(text.AsObject(), nullptr);
  EXPECT_EQ(text.Find("1"), nullptr);
  EXPECT_EQ(Value(1).AsString(), std::nullopt);
}

TEST(ValueTest, KeysKeepTheirOrder) {
  Value value = Read(R"({"b":1,"a":2})");
  ValueObject& object = *value.AsObject();
  object.Set("c", 3);
  object.Set("b", "changed");
  EXPECT_EQ(Written(value), R"({"b":"changed","a":2,"c":3})");
  EXPECT_TRUE(object.Remove("a"));
  EXPECT_FALSE(object.Remove("a"));
  EXPECT_EQ(Written(value), R"({"b":"changed","c":3})");
  object.Ensure("a");
  EXPECT_EQ(Written(value), R"({"b":"changed","c":3,"a":null})");
}

TEST(ValueTest, OfEqualKeysTheLastCounts) {
  EXPECT_EQ(Written(Read(R"({"a":1,"b":2,"a":3})")), R"({"a":3,"b":2})");
  std::string text = R"({"twice":1)";
  for (int i = 0; i < 100; ++i) text += ",\"k" + std::to_string(i % 50) + "\":" + std::to_string(i);
  const Value large = Read(text + R"(,"twice":2})");
  EXPECT_EQ(large.AsObject()->size(), 51U);
  EXPECT_EQ(large.Find("twice")->AsInt(), 2);
  EXPECT_EQ((*large.AsObject()->begin()).key, "twice");
  EXPECT_EQ(large.Find("k0")->AsInt(), 50);
  EXPECT_EQ(large.Find("k49")->AsInt(), 99);
}

// Small and large objects look for keys in different ways, and change from one to the other.
TEST(ValueTest, ObjectsOfAllSizesFindWhatTheyHave) {
  ValueObject object;
  std::vector<std::string> order;
  const auto keyOf = [](int i) { return "key-" + std::to_string((i * 7919) % 1000); };
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(object.Find(keyOf(i)), nullptr);
    object.Set(keyOf(i), i);
    order.push_back(keyOf(i));
    for (int j = 0; j <= i; j += 1 + i / 10) ASSERT_EQ(object.Find(keyOf(j))->AsInt(), j);
  }
  for (int i = 0; i < 300; i += 3) {
    EXPECT_TRUE(object.Remove(keyOf(i)));
    std::erase(order, keyOf(i));
  }
  for (int i = 0; i < 300; ++i) {
    const Value* found = object.Find(keyOf(i));
    if (i % 3 == 0) {
      EXPECT_EQ(found, nullptr);
    } else {
      EXPECT_EQ(found->AsInt(), i);
    }
  }
  std::vector<std::string> keys;
  for (auto [key, value] : object) keys.emplace_back(key);
  EXPECT_EQ(keys, order);

  object.RemoveIf([](std::string_view, const Value& value) { return value.AsInt() != 100; });
  EXPECT_EQ(object.size(), 1U);
  EXPECT_EQ(object.Find(keyOf(100))->AsInt(), 100);
  EXPECT_EQ(object.Find(keyOf(101)), nullptr);
}

TEST(ValueTest, AKeyMayBePartOfAnother) {
  ValueObject object;
  object.Set("a-rather-long-key", 0);
  for (int i = 0; i < 20; ++i) {
    const std::string_view longest = (*object.begin()).key;
    object.Set(longest.substr(0, 1 + static_cast<std::size_t>(i) % 16), i);
  }
  EXPECT_EQ(object.size(), 17U);
  EXPECT_EQ(object.Find("a-r")->AsInt(), 18);
}

TEST(ValueTest, RemovedKeysGiveTheirRoomBack) {
  ValueObject object;
  object.Set("kept", true);
  for (int i = 0; i < 10000; ++i) {
    object.Set("key-" + std::to_string(i), i);
    object.Remove("key-" + std::to_string(i));
  }
  EXPECT_EQ(object, *Read(R"({"kept":true})").AsObject());
}

TEST(ValueTest, ListsChangeAnywhere) {
  ValueList list;
  for (int i = 0; i < 10; ++i) list.Append(i);
  list.Insert(0, "first");
  list.Insert(11, "last");
  list.Insert(5, "middle");
  list.Remove(1);
  EXPECT_EQ(Written(list), R"(["first",1,2,3,"middle",4,5,6,7,8,9,"last"])");
  list.Clear();
  EXPECT_TRUE(list.empty());
}

TEST(ValueTest, EqualityIsThatOfJson) {
  EXPECT_EQ(Read(R"({"a":1,"b":[{}]})"), Read(R"({"b":[{}],"a":1})"));
  EXPECT_EQ(Value(1), Value(1.0));
  EXPECT_EQ(Value(0.0), Value(-0.0));
  EXPECT_NE(Value(9007199254740993), Value(9007199254740992.0));
  EXPECT_NE(Value(std::numeric_limits<std::int64_t>::max()), Value(9223372036854775808.0));
  EXPECT_NE(Value(1), Value(1.5));
  EXPECT_NE(Value(1), Value(true));
  EXPECT_NE(Value(0), Value());
  EXPECT_NE(Value(""), Value());
  EXPECT_NE(Value("1"), Value(1));
  EXPECT_NE(Read("[1,2]"), Read("[2,1]"));
  EXPECT_NE(Read("[1]"), Read("[1,1]"));
  EXPECT_NE(Read(R"({"a":1})"), Read(R"({"b":1})"));
  EXPECT_NE(Read(R"({"a":{"b":1}})"), Read(R"({"a":{"b":2}})"));
  EXPECT_NE(Read(R"({"a":null})"), Read("{}"));
}

TEST(ValueTest, CopiesStandByThemselves) {
  const std::string text = R"({"a":{"b":["a text that is too long to lie inline",1.5,{}]},"c":"short"})";
  Value original = Read(text);
  Value copy = original;
  copy.Find("a")->AsObject()->Set("b", 1);
  copy.AsObject()->Set("d", 2);
  EXPECT_EQ(Written(original), text);
  EXPECT_EQ(Written(copy), R"({"a":{"b":1},"c":"short","d":2})");

  const ValueObject object = *original.AsObject();
  original = Value();
  EXPECT_EQ(Written(object), text);
}

TEST(ValueTest, APartCanTakeThePlaceOfTheWhole) {
  Value value = Read(R"({"a":{"b":["c"]}})");
  value = std::move(*value.Find("a"));
  EXPECT_EQ(Written(value), R"({"b":["c"]})");
  value = *value.Find("b");
  EXPECT_EQ(Written(value), R"(["c"])");
}

TEST(ValueTest, DeepValuesNeedNoStack) {
  constexpr std::size_t kDepth = 200000;
  const Value deep = Nested(kDepth);
  Value copy = deep;
  EXPECT_TRUE(copy == deep);
  EXPECT_FALSE(copy == Nested(kDepth - 2));
  copy = Value();
  const Result<std::string> written = deep.ToJson();
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(written.error().Message().ends_with("nested too deep")) << written.error().Message().substr(0, 100);
}

TEST(ValueTest, WhatCanBeReadCanBeWritten) {
  const std::string deepest = Repeated("[", 1024) + Repeated("]", 1024);
  EXPECT_EQ(Written(Read(deepest)), deepest);
  EXPECT_TRUE(FailureOf("[" + deepest + "]").ends_with("nested too deep at byte 1024"));
  EXPECT_TRUE(FailureOf(R"({"a":[[]]})", {.maxDepth = 2}).starts_with("a[0]: nested too deep"));
}

TEST(ValueTest, ErrorsSayWhere) {
  EXPECT_EQ(FailureOf(R"({"a":{"b.c":[1,tru]}})"), "a[\"b.c\"][1]: not a JSON value at byte 15");
  EXPECT_EQ(FailureOf(R"({"a":1e999})"), "a: a number out of the range of a double at byte 10");
  EXPECT_EQ(FailureOf("{\"a\":\"\xFF\"}"), "a: a string that is not UTF-8 at byte 6");
  EXPECT_EQ(FailureOf("{\"\xFF\":1}"), "a string that is not UTF-8 at byte 2");
  EXPECT_EQ(FailureOf("[1] 2"), "something behind the end of the value at byte 4");
  EXPECT_NE(FailureOf(""), "");
  EXPECT_NE(FailureOf("{"), "");
  EXPECT_EQ(FailureOf("[1,2]", {.maxBytes = 4}), "5 bytes of JSON, more than the limit of 4");
}

TEST(ValueTest, WritesNothingThatIsNoJson) {
  ValueObject object;
  object.Set("a", ValueList()).AsList()->Append(std::numeric_limits<double>::infinity());
  EXPECT_EQ(Value(object).ToJson().error().Message(), "a[0]: a number that JSON does not have");
  object.Set("a", "\xFF");
  EXPECT_EQ(Value(object).ToJson().error().Message(), "a: a string that is not UTF-8");
}

// Each of these takes minutes where something is quadratic.
TEST(ValueTest, LargeObjectsAreNotSlow) {
  constexpr int kMembers = 100000;
  std::string distinct = "{";
  std::string same = "{";
  for (int i = 0; i < kMembers; ++i) {
    distinct += "\"key-" + std::to_string((i * 7919LL) % kMembers) + "\":0,";
    same += "\"key\":0,";
  }
  distinct.back() = '}';
  same.back() = '}';
  const Value large = Read(distinct);
  EXPECT_EQ(large.AsObject()->size(), static_cast<std::size_t>(kMembers));
  EXPECT_TRUE(large == Value(large));
  EXPECT_EQ(Read(same).AsObject()->size(), 1U);
  Value emptied = large;
  emptied.AsObject()->RemoveIf([](std::string_view, const Value&) { return true; });
  EXPECT_EQ(Written(emptied), "{}");

  ValueObject grown;
  for (int i = 0; i < 20 * kMembers; ++i) grown.Set("key-" + std::to_string((i * 7919LL) % (20 * kMembers)), i);
  EXPECT_EQ(grown.size(), static_cast<std::size_t>(20 * kMembers));
}

}  // namespace
}  // namespace k8s
