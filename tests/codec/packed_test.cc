#include <future>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "codec/sample.h"
#include <gtest/gtest.h>

#include <k8s/codec/describe.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>
#include <k8s/codec/packed.h>

#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace k8s {
namespace {

using sample::Port;
using sample::Widget;

template <class T>
std::string Pack(const T& value) {
  std::string bytes;
  codec::WritePacked(*codec::TypeOf<T>(), &value, bytes);
  return bytes;
}

template <class T>
T Unpack(std::string_view bytes) {
  T value{};
  const Result<void> read = codec::ReadPacked(bytes, *codec::TypeOf<T>(), &value);
  EXPECT_TRUE(read) << (read ? "" : read.error().ToString());
  return value;
}

// What types of custom resources can have, and core types do not.
struct Custom {
  std::optional<std::vector<std::string>> list;
  std::optional<std::map<std::string, std::int64_t>> map;
  std::map<std::string, std::map<std::string, std::vector<std::string>>> nested;
  std::vector<std::vector<Port>> rows;
  std::vector<std::optional<std::int32_t>> holes;
  std::map<std::string, std::optional<std::string>> texts;
  std::vector<std::int32_t> numbers;
  std::vector<Bool> bools;
  std::vector<double> ratios;
  std::vector<Time> times;
  std::optional<Port> port;
  std::optional<Time> time;
  std::optional<Quantity> quantity;
  Quantity amount;

  static const codec::Type kType;
  friend bool operator==(const Custom& a, const Custom& b) { return codec::Equal(kType, &a, &b); }
};

#define CUSTOM_FIELD(member) \
  { .name = #member, .type = codec::TypeOf<decltype(Custom::member)>(), .offset = offsetof(Custom, member) }
constexpr codec::Field kCustomFields[] = {
    CUSTOM_FIELD(list),  CUSTOM_FIELD(map),     CUSTOM_FIELD(nested),   CUSTOM_FIELD(rows),   CUSTOM_FIELD(holes),
    CUSTOM_FIELD(texts), CUSTOM_FIELD(numbers), CUSTOM_FIELD(bools),    CUSTOM_FIELD(ratios), CUSTOM_FIELD(times),
    CUSTOM_FIELD(port),  CUSTOM_FIELD(time),    CUSTOM_FIELD(quantity), CUSTOM_FIELD(amount),
};
#undef CUSTOM_FIELD
constexpr codec::Struct kCustom = {.name = "sample.Custom", .fields = kCustomFields};
constinit const codec::Type Custom::kType = codec::StructType<Custom>(&kCustom);

TEST(PackedTest, NothingTakesNothing) {
  EXPECT_EQ(Pack(Widget()), "");
  EXPECT_EQ(Pack(Custom()), "");
  EXPECT_EQ(Unpack<Widget>(""), Widget());
}

TEST(PackedTest, KeepsValuesOfEveryShape) {
  Custom custom;
  custom.list = {"a", ""};
  custom.map = {{"x", 0}, {"y", -1}};
  custom.nested = {{"full", {{"k", {"v", ""}}, {"none", {}}}}, {"empty", {}}};
  custom.rows = {{}, {Port(), Port()}};
  custom.rows[1][1].number = 5;
  custom.holes = {std::nullopt, 0, 7};
  custom.texts = {{"absent", std::nullopt}, {"empty", ""}, {"text", "x"}};
  custom.numbers = {0, -1, 300};
  custom.bools = {true, false};
  custom.ratios = {0, 0.25};
  custom.times = {Time(), *Time::FromUnix(0)};
  EXPECT_EQ(Unpack<Custom>(Pack(custom)), custom);
}

TEST(PackedTest, TellsEmptyFromAbsent) {
  Custom custom;
  custom.list.emplace();
  custom.map.emplace();
  custom.port.emplace();
  custom.time.emplace();
  custom.quantity.emplace();
  EXPECT_EQ(Unpack<Custom>(Pack(custom)), custom);
  EXPECT_EQ(Unpack<Custom>(Pack(custom)).quantity->text(), "");

  Widget widget;
  widget.boxed.Ensure();
  widget.either.Ensure();
  widget.child.Ensure().boxed.Ensure();
  widget.maybe = false;
  widget.replicas = 0;
  widget.ratio = 0;
  widget.renewed = MicroTime();
  widget.target = IntOrString(0);
  widget.limits = {{"none", Quantity()}, {"zero", "0"}};
  EXPECT_EQ(Unpack<Widget>(Pack(widget)), widget);
  EXPECT_EQ(Unpack<Widget>(Pack(widget)).limits.at("none").text(), "");
}

TEST(PackedTest, TellsNullFromAbsent) {
  Widget widget;
  widget.raw = RawJson("null");
  widget.raws = {RawJson("null"), RawJson()};
  EXPECT_EQ(Unpack<Widget>(Pack(widget)), widget);
  EXPECT_EQ(Unpack<Widget>(Pack(Widget())).raw, RawJson());
}

TEST(PackedTest, PacksValuesThatAreNoStructs) {
  const std::vector<Widget> widgets(3);
  EXPECT_EQ(Unpack<std::vector<Widget>>(Pack(widgets)), widgets);
  const std::map<std::string, std::string> labels = {{"a", "b"}};
  EXPECT_EQ((Unpack<std::map<std::string, std::string>>(Pack(labels))), labels);
  EXPECT_EQ(Unpack<std::string>(Pack(std::string("text"))), "text");
}

TEST(PackedTest, ReadsBackWhatIsNestedAsDeepAsJsonMayBe) {
  Widget widget;
  Widget* at = &widget;
  for (int i = 0; i < 1023; ++i) at = &at->child.Ensure();
  EXPECT_EQ(Unpack<Widget>(Pack(widget)), widget);
}

TEST(PackedTest, ReadsTheFieldsAskedFor) {
  Widget widget;
  widget.name = "a";
  widget.always = 3;
  const std::string bytes = Pack(widget);
  Widget read;
  const FieldFilter filter = FieldFilter::For<Widget>({.keep = {"always"}}).value();
  ASSERT_TRUE(codec::ReadPacked(bytes, Widget::kType, &read, filter));
  EXPECT_EQ(read.always, 3);
  EXPECT_EQ(read.name, "");
}

TEST(PackedTest, ManyThreadsMayMeetATypeForTheFirstTime) {
  using Fresh = std::map<std::string, std::vector<std::vector<Widget>>>;  // which no other test packs
  Fresh value;
  value["k"].resize(1);
  value["k"][0].emplace_back().name = "w";
  std::vector<std::future<bool>> same;
  for (int i = 0; i < 8; ++i) {
    same.push_back(std::async(std::launch::async, [&] { return Unpack<Fresh>(Pack(value)) == value; }));
  }
  for (auto& result : same) EXPECT_TRUE(result.get());
}

TEST(PackedTest, RejectsWhatItDidNotWrite) {
  Port port;
  const Result<void> read = codec::ReadPacked("\x0A\x05", Port::kType, &port);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().Code(), ErrorCode::kDecode);
  EXPECT_EQ(read.error().Message(), "name: not a length that ends within its message at byte 1");
}

}  // namespace
}  // namespace k8s
