#include <limits>
#include <string>
#include <vector>

#include "codec/sample.h"
#include <gtest/gtest.h>

#include <k8s/codec/describe.h>
#include <k8s/codec/json.h>

namespace k8s {
namespace {

using sample::Port;
using sample::Widget;

Widget Read(std::string_view text) {
  Result<Widget> widget = FromJson<Widget>(text);
  EXPECT_TRUE(widget) << (widget ? "" : widget.error().ToString());
  return widget ? *widget : Widget();
}

std::string Write(const Widget& widget, const JsonWriteOptions& options = {}) {
  Result<std::string> text = ToJson(widget, options);
  EXPECT_TRUE(text) << (text ? "" : text.error().ToString());
  return text.value_or("");
}

std::string ErrorOf(std::string_view text, const JsonReadOptions& options = {}) {
  Result<Widget> widget = FromJson<Widget>(text, options);
  EXPECT_FALSE(widget);
  if (widget) return "";
  EXPECT_EQ(widget.error().Code(), ErrorCode::kDecode);
  return widget.error().Message();
}

constexpr const char* kEmptyWidget =
    R"({"apiVersion":"sample.io/v1","kind":"Widget","name":"","always":0,"required":{"number":0},"requiredList":[]})";

TEST(JsonReadTest, ReadsEveryKindOfMember) {
  const Widget widget = Read(R"({
    "apiVersion": "sample.io/v1", "kind": "Widget",
    "name": "w", "labels": {"a": "1", "b": "2"}, "enabled": true, "maybe": false, "always": -7, "replicas": 0,
    "large": 9007199254740993, "ratio": 0.5, "data": "aGk=", "created": "2026-01-02T03:04:05Z",
    "renewed": "2026-01-02T03:04:05.000006Z", "period": "1m30s", "limits": {"cpu": "500m", "memory": 1024},
    "target": "http", "raw": {"any": [1, 2]}, "raws": [null, 1], "plain": {"number": 1}, "required": {"number": 2},
    "boxed": {}, "ports": [{"name": "x", "number": 80}, {"number": 81}], "requiredList": ["p", "q"],
    "extra": {"k": ["v1", "v2"]}, "child": {"name": "c"}, "either": {"number": 9}})");
  EXPECT_EQ(widget.name, "w");
  EXPECT_EQ(widget.labels.at("b"), "2");
  EXPECT_TRUE(widget.enabled);
  EXPECT_EQ(widget.maybe, false);
  EXPECT_EQ(widget.always, -7);
  EXPECT_EQ(widget.replicas, 0);
  EXPECT_EQ(widget.large, 9007199254740993);
  EXPECT_EQ(widget.ratio, 0.5);
  EXPECT_EQ(widget.data, Bytes("hi"));
  EXPECT_EQ(widget.created.ToString(), "2026-01-02T03:04:05Z");
  EXPECT_EQ(widget.renewed->ToString(), "2026-01-02T03:04:05.000006Z");
  EXPECT_EQ(widget.period->ToString(), "1m30s");
  EXPECT_EQ(widget.limits.at("cpu"), Quantity("0.5"));
  EXPECT_EQ(widget.limits.at("memory").text(), "1024");
  EXPECT_EQ(widget.target->AsString(), "http");
  EXPECT_EQ(widget.raw.text(), R"({"any": [1, 2]})");
  ASSERT_EQ(widget.raws.size(), 2u);
  EXPECT_EQ(widget.raws[0].text(), "null");
  EXPECT_EQ(widget.required.number, 2);
  EXPECT_TRUE(widget.boxed);
  ASSERT_EQ(widget.ports.size(), 2u);
  EXPECT_EQ(widget.ports[1].number, 81);
  EXPECT_EQ(widget.requiredList.back(), "q");
  EXPECT_EQ(widget.extra.at("k").at(1), "v2");
  EXPECT_EQ(widget.child->name, "c");
  EXPECT_EQ(widget.either->port->number, 9);
}

TEST(JsonReadTest, ReadsWhatItWrites) {
  Widget widget;
  widget.name = "quote \" and \\ and \n and é";
  widget.labels = {{"app.kubernetes.io/name", "x"}};
  widget.replicas = 0;
  widget.maybe = false;
  widget.large = std::numeric_limits<std::int64_t>::min();
  widget.data = Bytes(std::string("\0\xff", 2));
  widget.boxed.Ensure();
  widget.ports.resize(3);
  widget.child.Ensure().child.Ensure().name = "grandchild";
  widget.either.Ensure().ports.resize(1);
  widget.raw = RawJson(R"({"a":[1,2.5,"x"]})");
  EXPECT_EQ(Read(Write(widget)), widget);
}

TEST(JsonReadTest, TakesNullForAbsent) {
  const Widget widget = Read(R"({"name":null,"labels":null,"maybe":null,"replicas":null,"raw":null,"boxed":null,
      "ports":null,"created":null,"plain":null,"either":null,"limits":null})");
  EXPECT_EQ(widget, Widget());
}

TEST(JsonReadTest, LetsTheLastOfEqualKeysCount) {
  const Widget widget = Read(R"({"name":"a","name":"b","requiredList":["x","y"],"requiredList":["z"],"labels":{"k":"1","k":"2"},
      "replicas":1,"replicas":null})");
  EXPECT_EQ(widget.name, "b");
  EXPECT_EQ(widget.requiredList, std::vector<std::string>{"z"});
  EXPECT_EQ(widget.labels.at("k"), "2");
  EXPECT_FALSE(widget.replicas.has_value());
}

TEST(JsonReadTest, MergesObjectsOfEqualKeysAsGoDoes) {
  const Widget widget = Read(R"({"plain":{"name":"a"},"plain":{"number":1},"labels":{"k":"1"},"labels":{"l":"2"},
      "boxed":{"name":"b"},"boxed":{"number":2},"limits":{"cpu":"1","cpu":null},"created":"2026-01-02T03:04:05Z","created":null,
      "raw":{"a":1},"raw":{"b":2}})");
  EXPECT_EQ(widget.plain.name, "a");
  EXPECT_EQ(widget.plain.number, 1);
  EXPECT_EQ(widget.labels, (std::map<std::string, std::string>{{"k", "1"}, {"l", "2"}}));
  EXPECT_EQ(widget.boxed->name, "b");
  EXPECT_EQ(widget.boxed->number, 2);
  EXPECT_EQ(widget.limits.at("cpu").text(), "");
  EXPECT_TRUE(widget.created.IsZero());
  EXPECT_EQ(widget.raw.text(), R"({"b":2})");
}

TEST(JsonReadTest, BeginsAListAnewWhereGoMixesItsItems) {
  const Widget widget = Read(R"({"ports":[{"name":"a","number":1},{"number":2}],"ports":[{"number":3}],"either":[{},{}],
      "either":[{}]})");
  ASSERT_EQ(widget.ports.size(), 1u);
  EXPECT_EQ(widget.ports[0].name, "");
  EXPECT_EQ(widget.either->ports.size(), 1u);
}

TEST(JsonReadTest, BuildsOnlyWhatIsKept) {
  constexpr const char* kText = R"({"apiVersion":"sample.io/v1","kind":"Widget","name":"w","labels":{"a":"1"},"replicas":3,
      "plain":{"name":"p","number":7},"ports":[{"name":"x","number":1},null,{"number":2,"protocol":"UDP"}],
      "extra":{"k":["v"]},"child":{"name":"c","always":5,"ports":[{}]},"unknown":[{}]})";
  Widget expected;
  expected.labels = {{"a", "1"}};
  expected.plain.number = 7;
  expected.ports.resize(3);
  expected.ports[2].protocol = "UDP";
  expected.extra = {{"k", {"v"}}};
  expected.child.Ensure().name = "c";
  const std::vector<std::string> keep = {"labels", "plain.number", "ports[*].protocol", "extra", "child.name"};
  const Result<Widget> once = FromJson<Widget>(kText, {.keep = keep});
  ASSERT_TRUE(once) << once.error().ToString();
  EXPECT_EQ(*once, expected);
  const FieldFilter filter = *FieldFilter::For<Widget>({.keep = keep});
  const Result<Widget> compiled = FromJson<Widget>(kText, {.keep = {"name"}, .filter = filter});
  ASSERT_TRUE(compiled) << compiled.error().ToString();
  EXPECT_EQ(*compiled, expected);
}

TEST(JsonReadTest, ChecksWhatItDoesNotBuild) {
  const JsonReadOptions options = {.keep = {"name"}};
  EXPECT_EQ(ErrorOf(R"({"ports":[{"number":01}]})", options), "ports: no comma or } where one must be at byte 21");
  EXPECT_EQ(ErrorOf("{\"plain\":{\"name\":\"\xff\"}}", options), "plain: a string that is not UTF-8 at byte 18");
  EXPECT_EQ(ErrorOf(R"({"kind":"Gadget"})", options).substr(0, 28), "kind: another kind of object");
}

TEST(JsonReadTest, RefusesAFilterThatDoesNotFitTheType) {
  const Result<Widget> misspelled = FromJson<Widget>("{}", {.keep = {"nmae"}});
  ASSERT_FALSE(misspelled);
  EXPECT_EQ(misspelled.error().Code(), ErrorCode::kInvalidArgument);
  const Result<Port> other = FromJson<Port>("{}", {.filter = *FieldFilter::For<Widget>({.keep = {"name"}})});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(other.error().Message(), "a filter for sample.Widget where sample.Port is read");
}

TEST(JsonReadTest, SkipsUnknownMembersUnlessToldNotTo) {
  constexpr const char* kText = R"({"name":"w","new":{"a":[1,2]},"ports":[{"number":1,"fresh":true}]})";
  EXPECT_EQ(Read(kText).name, "w");
  EXPECT_EQ(ErrorOf(kText, {.rejectUnknownFields = true}), "new: an unknown field at byte 18: sample.Widget has no such field");
}

TEST(JsonReadTest, RefusesAnotherKindOfObject) {
  EXPECT_EQ(ErrorOf(R"({"kind":"Gadget"})"),
            "kind: another kind of object at byte 16: \"Gadget\" where \"Widget\" is expected");
  EXPECT_EQ(ErrorOf(R"({"apiVersion":"sample.io/v2"})").substr(0, 35), "apiVersion: another kind of object ");
}

TEST(JsonReadTest, NamesThePlaceOfAnError) {
  EXPECT_EQ(ErrorOf(R"({"ports":[{"number":1},{"number":"x"}]})"), "ports[1].number: not a number at byte 33");
  EXPECT_EQ(ErrorOf(R"({"labels":{"a/b":7}})"), "labels[\"a/b\"]: not a string at byte 17");
  EXPECT_EQ(ErrorOf(R"({"child":{"child":{"always":2147483648}}})").substr(0, 20), "child.child.always: ");
  EXPECT_EQ(ErrorOf(R"({"created":"yesterday"})").substr(0, 50), "created: a string that is no value of its type at ");
  EXPECT_EQ(ErrorOf(R"({"data":"***"})").substr(0, 6), "data: ");
}

TEST(JsonReadTest, RefusesMistypedMembers) {
  for (const char* text : {R"([])", R"("x")", R"(1)", R"({"name":1})", R"({"name":{}})", R"({"enabled":"true"})",
                           R"({"enabled":1})", R"({"always":1.5})", R"({"always":"1"})", R"({"always":99999999999})",
                           R"({"labels":[]})", R"({"ports":{}})", R"({"plain":[]})", R"({"target":true})", R"({"target":1.5})",
                           R"({"limits":{"cpu":{}}})", R"({"either":"x"})", R"({"period":5})"}) {
    EXPECT_FALSE(FromJson<Widget>(text)) << text;
  }
}

TEST(JsonReadTest, RefusesWhatIsTruncatedAtEveryByte) {
  const std::string whole = R"({"name":"é\n","ports":[{"number":-1.5e3}],"raw":{"a":[true]},"labels":{"k":"v"}})";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(FromJson<Widget>(whole.substr(0, length))) << length;
  }
}

TEST(JsonReadTest, BoundsDepthAndSize) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += R"({"child":)";
  EXPECT_NE(ErrorOf(deep).find("nested too deep"), std::string::npos);
  EXPECT_EQ(ErrorOf("{\"name\":\"long\"}", {.maxBytes = 10}), "15 bytes of JSON, more than the limit of 10");
}

TEST(JsonReadTest, TakesNoMoreMemoryThanATextMayAskFor) {
  const std::size_t enough = (std::size_t{300} << 20) / sizeof(Widget);
  std::string text = "[{}";
  for (std::size_t i = 0; i < enough; ++i) text += ",{}";
  text += "]";
  std::vector<Widget> widgets;
  const auto read = codec::ReadJson(text, *codec::TypeOf<std::vector<Widget>>(), &widgets);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().Message().find("more small values than there may be memory for"), std::string::npos)
      << read.error().ToString();
  EXPECT_LT(widgets.size(), enough);
}

TEST(JsonReadTest, NamesThePlaceOfHostileText) {
  EXPECT_EQ(ErrorOf(R"({"raw":)" + std::string(1'000'000, '[')), "raw: nested too deep at byte 262");
  EXPECT_EQ(ErrorOf(R"({"new":)" + std::string(1'000'000, '[')), "new: nested too deep at byte 262");
  EXPECT_EQ(ErrorOf(R"({"child":{"large":)" + std::string(1'000'000, '9') + "}}"),
            "child.large: a number out of the range of 64 bits at byte 18");
  EXPECT_EQ(ErrorOf(R"({"ratio":)" + std::string(1'000'000, '9') + "}"),
            "ratio: a number out of the range of a double at byte 9");
  EXPECT_EQ(ErrorOf("{\"labels\":{\"a\":\"b\",\"\xff\":\"c\"}}"), "labels: a string that is not UTF-8 at byte 20");
  EXPECT_EQ(ErrorOf(R"({"name":")" + std::string(50'000'000, 'x')),
            "name: a string without its closing quote at byte 50000009");
}

TEST(JsonReadTest, KeepsMegabytesOfTheSenderOutOfItsMessages) {
  const std::string longKey(1'000'000, 'k');
  EXPECT_LT(ErrorOf(R"({"labels":{")" + longKey + R"(":1}})").size(), 500u);
  EXPECT_LT(ErrorOf(R"({")" + longKey + R"(":1})", {.rejectUnknownFields = true}).size(), 500u);
  EXPECT_LT(ErrorOf(R"({"kind":")" + longKey + R"("})").size(), 500u);
  EXPECT_LT(ErrorOf(R"({"created":")" + longKey + R"("})").size(), 500u);
}

// The room that a list took is taken for the next one of its field: never for many that are short.
TEST(JsonReadTest, GivesBackTheRoomThatItTookInVain) {
  std::string text = R"({"child":{"ports":[)";
  for (int i = 0; i < 63; ++i) text += "{},";
  text += R"({}]},"ports":[{"number":1}]})";
  const Widget widget = Read(text);
  EXPECT_EQ(widget.child->ports.size(), 64u);
  ASSERT_EQ(widget.ports.size(), 1u);
  EXPECT_EQ(widget.ports.capacity(), 1u);
}

// A long list whose first items are tiny must not make the reader ask for room for as many as the text could hold of them.
TEST(JsonReadTest, TakesRoomForNoMoreItemsThanTheTextCouldHold) {
  std::string text = R"({"ports":[)";
  for (int i = 0; i < 40; ++i) text += "{},";
  text += R"({"name":")" + std::string(10'000'000, 'x') + R"("}]})";
  const Widget widget = Read(text);
  EXPECT_EQ(widget.ports.size(), 41u);
  EXPECT_LE(widget.ports.capacity(), 2 * widget.ports.size());
}

TEST(JsonReadTest, ReadsLongListsWhole) {
  std::string text = R"({"ports":[)";
  for (int i = 0; i < 5000; ++i)
    text += R"({"name":"a port with a name of some length","protocol":"and more","number":)" + std::to_string(i) + "},";
  text.back() = ']';
  const Widget widget = Read(text + "}");
  ASSERT_EQ(widget.ports.size(), 5000u);
  EXPECT_EQ(widget.ports.back().number, 4999);
  EXPECT_LE(widget.ports.capacity(), 5000u * 9 / 8);
}

TEST(JsonReadTest, TakesAUnionByTheShapeOfItsValue) {
  EXPECT_TRUE(Read(R"({"either":true})").either->all);
  EXPECT_EQ(Read(R"({"either":[{"number":1},{"number":2}]})").either->ports.size(), 2u);
  EXPECT_EQ(Read(R"({"either":{"number":3}})").either->port->number, 3);
  const Widget last = Read(R"({"either":true,"either":{"number":4},"either":[{"number":5}]})");
  EXPECT_FALSE(last.either->all);
  EXPECT_FALSE(last.either->port.has_value());
  EXPECT_EQ(last.either->ports.size(), 1u);
}

TEST(JsonWriteTest, WritesWhatGoWritesOfEmptyMembers) { EXPECT_EQ(Write(Widget()), kEmptyWidget); }

TEST(JsonWriteTest, SendsZeroFalseAndEmptyThatArePresent) {
  Widget widget;
  widget.replicas = 0;
  widget.maybe = false;
  widget.boxed.Ensure();
  widget.target = IntOrString(0);
  const std::string text = Write(widget);
  EXPECT_NE(text.find(R"("maybe":false)"), std::string::npos);
  EXPECT_NE(text.find(R"("replicas":0)"), std::string::npos);
  EXPECT_NE(text.find(R"("target":0)"), std::string::npos);
  EXPECT_NE(text.find(R"("boxed":{"number":0})"), std::string::npos);
}

TEST(JsonWriteTest, ClaimsNoEmptyFieldsInAnApply) {
  Widget widget;
  widget.name = "w";
  widget.ports.emplace_back().name = "p";
  EXPECT_EQ(Write(widget, {.empties = JsonEmpties::kOmitForApply}),
            R"({"apiVersion":"sample.io/v1","kind":"Widget","name":"w","ports":[{"name":"p","number":0,"protocol":"TCP"}]})");
}

TEST(JsonWriteTest, WritesKeyDefaultsOnlyInAnApply) {
  Widget widget;
  widget.ports.emplace_back().number = 80;
  widget.boxed.Ensure().number = 80;
  EXPECT_EQ(Write(widget).find("TCP"), std::string::npos);
  widget.ports[0].protocol = "UDP";
  EXPECT_EQ(Write(widget, {.empties = JsonEmpties::kOmitForApply}).find("TCP"), std::string::npos);
}

TEST(JsonWriteTest, ClaimsEmptyFieldsThatAreNamed) {
  Widget widget;
  widget.plain.name = "x";
  widget.ports.emplace_back();
  const JsonWriteOptions options = {.empties = JsonEmpties::kOmitForApply,
                                    .include = {"always", "plain.number", "ports[*].protocol", "replicas", "nonsense..x"}};
  EXPECT_EQ(
      Write(widget, options),
      R"({"apiVersion":"sample.io/v1","kind":"Widget","always":0,"plain":{"name":"x","number":0},"ports":[{"number":0,"protocol":""}]})");
}

TEST(JsonWriteTest, RefusesWhatJsonCannotHold) {
  Widget widget;
  widget.child.Ensure().name = "\xff";
  Result<std::string> text = ToJson(widget);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(text.error().Message(), "child.name: a string that is not UTF-8");

  Widget infinite;
  infinite.ratio = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(ToJson(infinite));
  Widget raw;
  raw.raw = RawJson("{\"a\":");
  EXPECT_EQ(ToJson(raw).error().Message(), "raw: raw text that is not JSON");
}

TEST(JsonWriteTest, LeavesTheTextAloneWhenItFails) {
  Widget widget;
  widget.name = "\xff";
  std::string text = "before";
  EXPECT_FALSE(codec::WriteJson(Widget::kType, &widget, text));
  EXPECT_EQ(text, "before");
}

TEST(EqualTest, ComparesInDepth) {
  Widget a;
  a.child.Ensure().ports.resize(2);
  Widget b = a;
  EXPECT_EQ(a, b);
  b.child->ports[1].protocol = "UDP";
  EXPECT_FALSE(a == b);
}

TEST(EqualTest, ComparesQuantitiesByTheirValue) {
  Widget a;
  a.limits["cpu"] = "1";
  Widget b;
  b.limits["cpu"] = "1000m";
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace k8s
