#include <string>

#include <gtest/gtest.h>

#include <k8s/meta/label_selector.h>

namespace k8s::labels {
namespace {

bool Matches(const char* selector, const Set& labels) {
  const auto parsed = Selector::Parse(selector);
  EXPECT_TRUE(parsed) << selector;
  return parsed->Matches(labels);
}

TEST(LabelSelectorTest, SelectsEverythingWhenEmpty) {
  EXPECT_TRUE(Matches("", {}));
  EXPECT_TRUE(Matches(" \t", {{"a", "b"}}));
  EXPECT_TRUE(Selector().SelectsEverything());
  EXPECT_EQ(Selector().ToString(), "");
}

TEST(LabelSelectorTest, ComparesOneValue) {
  EXPECT_TRUE(Matches("a=b", {{"a", "b"}}));
  EXPECT_TRUE(Matches("a==b", {{"a", "b"}}));
  EXPECT_FALSE(Matches("a=b", {{"a", "c"}}));
  EXPECT_FALSE(Matches("a=b", {}));
  EXPECT_TRUE(Matches("a=", {{"a", ""}}));
  EXPECT_FALSE(Matches("a=", {}));
}

TEST(LabelSelectorTest, ANegativeConditionIsMetByAnAbsentLabel) {
  EXPECT_TRUE(Matches("a!=b", {}));
  EXPECT_TRUE(Matches("a!=b", {{"a", "c"}}));
  EXPECT_FALSE(Matches("a!=b", {{"a", "b"}}));
  EXPECT_TRUE(Matches("a notin (b,c)", {}));
  EXPECT_TRUE(Matches("a notin (b,c)", {{"a", "d"}}));
  EXPECT_FALSE(Matches("a notin (b,c)", {{"a", "c"}}));
  EXPECT_TRUE(Matches("!a", {}));
  EXPECT_FALSE(Matches("!a", {{"a", ""}}));
}

TEST(LabelSelectorTest, FindsAValueInASet) {
  EXPECT_TRUE(Matches("a in (b,c)", {{"a", "c"}}));
  EXPECT_FALSE(Matches("a in (b,c)", {{"a", "d"}}));
  EXPECT_FALSE(Matches("a in (b,c)", {}));
  EXPECT_TRUE(Matches("a in (b,)", {{"a", ""}}));
  EXPECT_TRUE(Matches("a in ()", {{"a", ""}}));
  EXPECT_FALSE(Matches("a in ()", {{"a", "b"}}));
}

TEST(LabelSelectorTest, TellsWhetherALabelExists) {
  EXPECT_TRUE(Matches("a", {{"a", ""}}));
  EXPECT_FALSE(Matches("a", {{"b", "a"}}));
}

TEST(LabelSelectorTest, ComparesNumbers) {
  EXPECT_TRUE(Matches("a>9", {{"a", "10"}}));
  EXPECT_FALSE(Matches("a>10", {{"a", "10"}}));
  EXPECT_TRUE(Matches("a<10", {{"a", "9"}}));
  EXPECT_FALSE(Matches("a<10", {{"a", "many"}}));
  EXPECT_FALSE(Matches("a<10", {}));
}

TEST(LabelSelectorTest, DemandsEveryRequirement) {
  EXPECT_TRUE(Matches("a=b,c,!d", {{"a", "b"}, {"c", ""}}));
  EXPECT_FALSE(Matches("a=b,c,!d", {{"a", "b"}, {"c", ""}, {"d", ""}}));
}

TEST(LabelSelectorTest, IsWrittenInOneSpelling) {
  const struct {
    const char* text;
    const char* canonical;
  } kCases[] = {
      {"a=b,c!=d,e in (f,g),!h,i notin (j), k>1", "a=b,c!=d,e in (f,g),!h,i notin (j),k>1"},
      {" z , a == b ", "a==b,z"},
      {"x in (c, b ,a,b)", "x in (a,b,c)"},
      {"x in()", "x in ()"},
      {"x notin (,a)", "x notin (,a)"},
      {"b=1,a=1,b=0", "a=1,b=1,b=0"},
      {"in in (in,notin)", "in in (in,notin)"},
      {"x.io/app.name!=Web_1", "x.io/app.name!=Web_1"},
      {"a=,b", "a=,b"},
      {"a<5\n,\tb", "a<5,b"},
  };
  for (const auto& [text, canonical] : kCases) {
    const auto selector = Selector::Parse(text);
    ASSERT_TRUE(selector) << selector.error().ToString();
    EXPECT_EQ(selector->ToString(), canonical);
    EXPECT_EQ(*Selector::Parse(selector->ToString()), *selector) << text;
  }
}

TEST(LabelSelectorTest, SaysWhatIsWrongWhere) {
  const struct {
    const char* text;
    const char* message;
  } kCases[] = {
      {",", "at byte 0: expected a key, found \",\""},
      {"a,", "at byte 2: expected a key, found the end"},
      {"a,,b", "at byte 2: expected a key, found \",\""},
      {"=b", "at byte 0: expected a key, found \"=\""},
      {"!!a", "at byte 1: expected a key, found \"!\""},
      {"a b", "at byte 2: expected an operator, found \"b\""},
      {"a !b", "at byte 2: expected an operator, found \"!\""},
      {"!a=b", "at byte 2: expected ',' or the end, found \"=\""},
      {"a=b c", "at byte 4: expected ',' or the end, found \"c\""},
      {"a=b=c", "at byte 3: expected ',' or the end, found \"=\""},
      {"a=(b)", "at byte 2: expected a value, found \"(\""},
      {"a in b", "at byte 5: expected '(', found \"b\""},
      {"a in (b", "at byte 7: expected ',' or ')', found the end"},
      {"a in (b c)", "at byte 8: expected ',' or ')', found \"c\""},
      {"a in (b,c=)", "at byte 9: expected ',' or ')', found \"=\""},
      {"b,a>x", "at byte 2: key \"a\": \"x\" is not a whole number"},
      {"a>", "at byte 0: key \"a\": \"\" is not a whole number"},
      {"a<99999999999999999999", "at byte 0: key \"a\": \"99999999999999999999\" is not a whole number"},
      {"a-=b", "at byte 0: key \"a-\": its name must be letters and digits, and between them also '-', '_' and '.'"},
      {"/a", "at byte 0: key \"/a\": its prefix is not a DNS subdomain of at most 253 characters"},
      {"X/a", "at byte 0: key \"X/a\": its prefix is not a DNS subdomain of at most 253 characters"},
      {"a..b/c", "at byte 0: key \"a..b/c\": its prefix is not a DNS subdomain of at most 253 characters"},
      {"a/", "at byte 0: key \"a/\": its name must be letters and digits, and between them also '-', '_' and '.'"},
      {"a/b/c", "at byte 0: key \"a/b/c\": its name must be letters and digits, and between them also '-', '_' and '.'"},
      {"a=b/c", "at byte 0: key \"a\", value \"b/c\": it must be letters and digits, and between them also '-', '_' and '.'"},
  };
  for (const auto& [text, message] : kCases) {
    const auto selector = Selector::Parse(text);
    ASSERT_FALSE(selector) << text;
    EXPECT_EQ(selector.error().Code(), ErrorCode::kInvalidArgument) << text;
    EXPECT_EQ(selector.error().Message(), std::string("invalid label selector \"") + text + "\": " + message);
  }
}

TEST(LabelSelectorTest, BoundsKeysAndValues) {
  const std::string longest(63, 'x');
  EXPECT_TRUE(Selector::Parse(longest + "=" + longest));
  EXPECT_FALSE(Selector::Parse(longest + "x"));
  EXPECT_FALSE(Selector::Parse("a=x" + longest));
  EXPECT_TRUE(Selector::Parse(std::string(253, 'x') + "/a"));
  EXPECT_FALSE(Selector::Parse(std::string(254, 'x') + "/a"));
}

TEST(LabelSelectorTest, SurvivesHostileTexts) {
  for (const char* piece : {"(", "!", "a in (", "a,", "=", " ", "\x01", "\xff"}) {
    std::string text;
    while (text.size() < 1 << 20) text += piece;
    const auto selector = Selector::Parse(text);
    EXPECT_EQ(selector.has_value(), std::string(piece) == " ") << piece;
  }
  EXPECT_FALSE(Selector::Parse(std::string_view("a\0b", 3)));
}

TEST(LabelRequirementTest, IsCheckedWhenItIsMade) {
  EXPECT_TRUE(Requirement::Create("a", Operator::kIn, {"b", "c", "b"}));
  EXPECT_EQ(Requirement::Create("a", Operator::kIn, {"c", "b", "c"})->Values(), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(Requirement::Create("a", Operator::kIn).error().Message(), R"(key "a": it needs a value)");
  EXPECT_EQ(Requirement::Create("a", Operator::kEquals, {"b", "c"}).error().Message(),
            R"(key "a": it needs exactly one value)");
  EXPECT_EQ(Requirement::Create("a", Operator::kExists, {"b"}).error().Message(), R"(key "a": it takes no value)");
}

}  // namespace
}  // namespace k8s::labels
