#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "codec/sample.h"
#include <gtest/gtest.h>

#include <k8s/codec/describe.h>
#include <k8s/codec/json.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>

namespace k8s {
namespace {

using sample::Widget;

Value Read(std::string_view text) { return Value::FromJson(text).value(); }

std::string FailureOf(std::string_view text, const FromValueOptions& options = {}) {
  const Result<Widget> widget = FromValue<Widget>(Read(text), options);
  if (widget) return "";
  EXPECT_EQ(widget.error().Code(), ErrorCode::kDecode);
  return widget.error().Message();
}

constexpr std::string_view kEverything = R"({
  "apiVersion": "sample.io/v1", "kind": "Widget",
  "name": "w", "labels": {"a": "1", "b": ""}, "enabled": true, "maybe": false, "always": -3, "replicas": 0,
  "large": 9223372036854775807, "ratio": 0.5, "data": "AAEC", "created": "2026-01-02T03:04:05Z",
  "renewed": "2026-01-02T03:04:05.000006Z", "period": "1m30s", "limits": {"cpu": "100m", "memory": 5}, "target": "http",
  "raw": {"b":[1,2.5,null],"a":"x"}, "raws": [null, 1, "two"], "plain": {"name": "p", "number": 1},
  "required": {"number": 80}, "boxed": {"number": 2, "protocol": "UDP"}, "ports": [{"number": 1}, {"number": 2}],
  "requiredList": ["x"], "extra": {"k": ["v", "w"]}, "child": {"name": "c", "either": true}, "either": {"number": 5}
})";

TEST(ValueConvertTest, ReadsWhatJsonReads) {
  const Result<Widget> throughText = FromJson<Widget>(kEverything);
  ASSERT_TRUE(throughText) << throughText.error().ToString();
  const Result<Widget> widget = FromValue<Widget>(Read(kEverything), {.rejectUnknownFields = true});
  ASSERT_TRUE(widget) << widget.error().ToString();
  EXPECT_TRUE(*widget == *throughText);
}

// Whatever a member is, both take it, as the same, or refuse it there.
TEST(ValueConvertTest, ReadsWhatJsonReadsOfAnyShape) {
  constexpr const char* kShapes[] = {"null",
                                     "true",
                                     "0",
                                     "-3",
                                     "2147483648",
                                     "0.5",
                                     "1e400",
                                     "\"\"",
                                     "\"a\"",
                                     "\"1Ki\"",
                                     "\"1h\"",
                                     "[]",
                                     "[null]",
                                     "[1,2]",
                                     "[[]]",
                                     "[\"a\",{}]",
                                     "{}",
                                     R"({"a":null})",
                                     R"({"a":"x"})",
                                     R"({"a":["v"]})",
                                     R"({"number":1,"no":2})",
                                     R"("2026-01-02T03:04:05Z")"};
  int taken = 0;
  for (const codec::Field& field : Widget::kType.structure->fields) {
    for (const char* shape : kShapes) {
      const std::string text = "{\"" + std::string(field.name) + "\":" + shape + "}";
      const Result<Value> value = Value::FromJson(text);
      if (!value) continue;
      for (const bool isStrict : {false, true}) {
        const Result<Widget> fromValue = FromValue<Widget>(*value, {.rejectUnknownFields = isStrict});
        const Result<Widget> fromText = FromJson<Widget>(text, {.rejectUnknownFields = isStrict});
        ASSERT_EQ(fromValue.has_value(), fromText.has_value()) << text;
        if (fromValue) {
          EXPECT_TRUE(*fromValue == *fromText) << text;
          ++taken;
        } else {
          const std::string path = fromValue.error().Message().substr(0, fromValue.error().Message().find(':'));
          EXPECT_TRUE(fromText.error().Message().starts_with(path)) << text;
        }
      }
    }
  }
  EXPECT_GT(taken, 200);
}

TEST(ValueConvertTest, WritesWhatJsonWrites) {
  for (const std::string_view text : {kEverything, std::string_view("{}")}) {
    const Widget widget = FromJson<Widget>(text).value();
    for (const JsonEmpties empties : {JsonEmpties::kAsGo, JsonEmpties::kOmitForApply}) {
      const JsonWriteOptions options = {.empties = empties, .include = {"replicas", "always"}};
      const Result<Value> value = ToValue(widget, options);
      ASSERT_TRUE(value) << value.error().ToString();
      EXPECT_EQ(value->ToJson().value(), ToJson(widget, options).value());
    }
  }
}

TEST(ValueConvertTest, WhatIsThereStays) {
  constexpr std::string_view kText = R"({"labels":{"b":"new"},"limits":{"cpu":null},"created":null,"plain":{"number":7}})";
  Widget widget = FromJson<Widget>(kEverything).value();
  Widget expected = widget;
  ASSERT_TRUE(codec::ReadJson(kText, Widget::kType, &expected));
  ASSERT_TRUE(codec::ReadValue(Read(kText), Widget::kType, &widget));
  EXPECT_EQ(widget.labels.size(), 2U);
  EXPECT_TRUE(widget == expected);
}

TEST(ValueConvertTest, NullIsAbsent) {
  Widget widget = FromJson<Widget>(kEverything).value();
  const Value nulls = Read(R"({"apiVersion":null,"labels":null,"maybe":null,"always":null,"ports":null,"boxed":null,
                               "requiredList":["a",null]})");
  ASSERT_TRUE(codec::ReadValue(nulls, Widget::kType, &widget));
  EXPECT_TRUE(widget.labels.empty());
  EXPECT_FALSE(widget.maybe.has_value());
  EXPECT_EQ(widget.always, -3);
  EXPECT_TRUE(widget.ports.empty());
  EXPECT_FALSE(widget.boxed.has_value());
  EXPECT_EQ(widget.requiredList, (std::vector<std::string>{"a", ""}));
}

TEST(ValueConvertTest, ErrorsNameThePlace) {
  struct Row {
    const char* text;
    const char* message;
  };
  for (const Row& row : {
           Row{"[]", "not an object"},
           Row{R"({"name":1})", "name: not a string"},
           Row{R"({"enabled":"true"})", "enabled: not a boolean"},
           Row{R"({"always":2147483648})", "always: a number out of the range of 32 bits"},
           Row{R"({"always":1.5})", "always: not an integer of 64 bits"},
           Row{R"({"large":9223372036854775808})", "large: not an integer of 64 bits"},
           Row{R"({"large":"1"})", "large: not a number"},
           Row{R"({"ports":{}})", "ports: not an array"},
           Row{R"({"ports":[{},{"number":true}]})", "ports[1].number: not a number"},
           Row{R"({"extra":{"a.b/c":["x",3]}})", "extra[\"a.b/c\"][1]: not a string"},
           Row{R"({"target":1.5})", "target: not an integer of 64 bits"},
           Row{R"({"either":"x"})", "either: a value of a shape that the field does not take"},
           Row{R"({"kind":"Gadget"})", "kind: another kind of object: \"Gadget\" where \"Widget\" is expected"},
           Row{R"({"apiVersion":1})", "apiVersion: not a string"},
       }) {
    EXPECT_EQ(FailureOf(row.text), row.message);
  }
  EXPECT_TRUE(FailureOf(R"({"created":"yesterday"})").starts_with("created: a string that is no value of its type: "));
  EXPECT_TRUE(FailureOf(R"({"data":"%"})").starts_with("data: a string that is no value of its type: "));
}

TEST(ValueConvertTest, UnknownFieldsAreDroppedOrRefused) {
  constexpr std::string_view kText = R"({"child":{"nmae":"x"}})";
  EXPECT_EQ(FailureOf(kText), "");
  EXPECT_EQ(FailureOf(kText, {.rejectUnknownFields = true}), "child.nmae: an unknown field: sample.Widget has no such field");
}

TEST(ValueConvertTest, OnlyTheRootSaysWhatItIs) {
  EXPECT_EQ(FailureOf(R"({"child":{"kind":"Gadget"}})", {.rejectUnknownFields = true}), "");
}

TEST(ValueConvertTest, WhatIsNoJsonIsRefused) {
  Widget widget;
  widget.raw = RawJson("{");
  EXPECT_EQ(ToValue(widget).error().Message(), "raw: raw text that is not JSON");
  widget.raw = RawJson("1e999");
  EXPECT_EQ(ToValue(widget).error().Message(), "raw: raw text that is not JSON");
  widget.raw = RawJson();
  widget.labels["k"] = "\xFF";
  EXPECT_EQ(ToValue(widget).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(ToValue(widget).error().Message(), "labels.k: a string that is not UTF-8");

  ValueObject object;
  object.Set("raw", std::numeric_limits<double>::infinity());
  EXPECT_EQ(FromValue<Widget>(object).error().Message(), "raw: a number that JSON does not have");
}

TEST(ValueConvertTest, MemoryIsBounded) {
  ValueList empties;
  for (std::size_t i = 0; i < (std::size_t{1} << 30) / sizeof(Widget); ++i) empties.Append(ValueObject());
  std::vector<Widget> widgets;
  const auto read = codec::ReadValue(empties, *codec::TypeOf<std::vector<Widget>>(), &widgets);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().Message(), "more small values than there may be memory for");
  EXPECT_TRUE(widgets.empty());
}

TEST(ValueConvertTest, DepthIsBounded) {
  Value deep = ValueObject();
  for (int i = 0; i < 100000; ++i) {
    ValueObject object;
    object.Set("child", std::move(deep));
    deep = std::move(object);
  }
  const Result<Widget> widget = FromValue<Widget>(deep);
  ASSERT_FALSE(widget);
  EXPECT_TRUE(widget.error().Message().ends_with(": nested too deep"));
}

}  // namespace
}  // namespace k8s
