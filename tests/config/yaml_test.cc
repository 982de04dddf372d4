#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/yaml.h>

namespace k8s::internal {
namespace {

using testing::ElementsAre;
using Kind = YamlNode::Kind;

std::string Failure(const std::string& text) {
  const auto root = ParseYaml(text);
  EXPECT_FALSE(root) << text.substr(0, 100);
  EXPECT_EQ(root.error().Code(), ErrorCode::kConfig);
  return root.error().Message();
}

std::string Repeated(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(YamlTest, ReadsMappingsSequencesAndScalars) {
  const auto root = ParseYaml("a: 1\nb: [x, 'y z']\nc:\nd: {e: \"f\\n\"}\n");
  ASSERT_TRUE(root) << root.error().ToString();
  EXPECT_THAT(root->keys, ElementsAre("a", "b", "c", "d"));
  EXPECT_EQ(root->Find("a")->scalar, "1");
  EXPECT_EQ(root->Find("b")->kind, Kind::kSequence);
  EXPECT_EQ(root->Find("b")->children.at(1).scalar, "y z");
  EXPECT_EQ(root->Find("c")->kind, Kind::kNull);
  EXPECT_EQ(root->Find("d")->Find("e")->scalar, "f\n");
  EXPECT_EQ(root->Find("e"), nullptr);
}

TEST(YamlTest, ReadsJsonIndentedWithTabs) {
  const auto root = ParseYaml("{\n\t\"a\": {\n\t\t\"b\": [true, null, \"\\u00e9\\/\"]\n\t}\n}\n");
  ASSERT_TRUE(root) << root.error().ToString();
  const YamlNode& list = *root->Find("a")->Find("b");
  EXPECT_EQ(list.children.at(0).scalar, "true");
  EXPECT_EQ(list.children.at(1).kind, Kind::kNull);
  EXPECT_EQ(list.children.at(2).scalar, "é/");
}

TEST(YamlTest, ReadsNothingAsNull) {
  for (const char* text : {"", "\n", "# a comment\n", "---\n", "~", "null"}) {
    const auto root = ParseYaml(text);
    ASSERT_TRUE(root) << text;
    EXPECT_EQ(root->kind, Kind::kNull) << text;
  }
}

TEST(YamlTest, SaysWhereTheMistakeIs) {
  EXPECT_EQ(Failure("a: 1\na: 2\n"), "line 1, column 1: a key is repeated in the mapping that starts here");
  EXPECT_EQ(Failure("a: &x [1, *x]\n"), "line 1, column 11: an alias of what it is part of");
  EXPECT_EQ(Failure("a: 1\n<<: b\n"), "line 1, column 1: a merge key with something other than mappings");
  EXPECT_EQ(Failure("<<: [{a: 1}, 2]\n"), "line 1, column 1: a merge key with something other than mappings");
  EXPECT_EQ(Failure("? [a]\n: b\n"), "line 1, column 3: a key is not a string");
  EXPECT_EQ(Failure("a: [1\n"), "line 2, column 1: end of sequence flow not found");
}

TEST(YamlTest, AliasesAreCopies) {
  EXPECT_EQ(ParseYaml("a: &x {b: [1, &y two]}\nc: *x\nd: *y\n? &k e\n: *k\n").value(),
            ParseYaml("a: {b: [1, two]}\nc: {b: [1, two]}\nd: two\ne: e\n").value());
  EXPECT_EQ(ParseYaml("a: &x 1\nb: &x 2\nc: *x\n").value(), ParseYaml("a: 1\nb: 2\nc: 2\n").value());
}

TEST(YamlTest, MergeKeysAreTheMembersOfOtherMappings) {
  EXPECT_EQ(ParseYaml("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n").value(),
            ParseYaml("a: {b: 1, c: 2}\nd: {b: 1, c: 3}\n").value());
  EXPECT_EQ(ParseYaml("a: {c: 3, <<: {b: 1, c: 2}}\n").value(), ParseYaml("a: {c: 2, b: 1}\n").value());
  EXPECT_EQ(ParseYaml("a: {<<: [{b: 1}, {b: 2, c: 3}]}\n").value(), ParseYaml("a: {b: 1, c: 3}\n").value());
  EXPECT_EQ(ParseYaml("a: {'<<': {b: 1}}\n")->children[0].keys[0], "<<") << "in quotes it is a key like others";
}

TEST(YamlTest, AliasesMakeNoSmallTextLargeOrDeep) {
  std::string laughs = "a: &a0 [ha, ha]\n";
  std::string nested = "a: &a0 [ha]\n";
  for (int i = 1; i <= 120; ++i) {
    const std::string last = std::to_string(i - 1), next = std::to_string(i);
    laughs += "b" + next + ": &a" + next + " [*a" + last + ", *a" + last + "]\n";
    nested += "b" + next + ": &a" + next + " [*a" + last + "]\n";
  }
  EXPECT_THAT(Failure(laughs), testing::HasSubstr("anchors and aliases that make the document too large"));
  EXPECT_THAT(Failure(nested), testing::HasSubstr("nested too deep"));
}

TEST(YamlTest, DoesNotRepeatTheTextInItsErrors) {
  EXPECT_THAT(Failure("token: [hunter2\n"), testing::Not(testing::HasSubstr("hunter2")));
  EXPECT_THAT(Failure("token: hunter2: a\n"), testing::Not(testing::HasSubstr("hunter2")));
}

TEST(YamlTest, BoundsNesting) {
  EXPECT_TRUE(ParseYaml(Repeated("[", 100) + Repeated("]", 100)));
  for (const char* opening : {"[", "{a: ", "- ", "? ", "[{", "? - ", "{? ", "&a [", "!!t [", "- - "}) {
    EXPECT_FALSE(ParseYaml(Repeated(opening, 100'000))) << opening;
  }
}

TEST(YamlTest, SurvivesGarbage) {
  for (const char* text : {"\x00\x01\x02", "%",       "%YAML 9.9\n---", "!<",    "&", "*", "\"\\x", "'", "|\n a\n  b\nc",
                           "\xff\xfe",     "a: b: c", "- a\nb: c",      "{a, b", "]", "}", "@",     "`", "a:\n\t- b",
                           "? ?",          ": :",     "<<: *a"}) {
    const auto root = ParseYaml(text);
    EXPECT_TRUE(root.has_value() || root.error().Code() == ErrorCode::kConfig) << text;
  }
}

TEST(YamlTest, RefusesControlCharacters) {
  for (const char c : {'\0', '\x04', '\x1b', '\x7f'}) {
    const auto parsed = ParseYaml(std::string("a: b\nc: ") + c + "d");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().Message(), "line 2: a control character");
  }
}

TEST(YamlTest, BoundsTheMemoryThatATextTakes) {
  const auto failure = [](const std::string& text) { return ParseYaml(text).error().Message(); };
  EXPECT_EQ(failure(std::string(600'000, '[')), "it has too many values");
  std::string list;
  for (int i = 0; i < 600'000; ++i) list += "- b\n";
  EXPECT_EQ(failure(list), "it has too many values");
}

TEST(YamlTest, KnowsWhatMayBeMoreThanAString) {
  for (const char* text : {"1", "-1.5e3", "0x1f", "1_000", "190:20:30", ".inf", "-.NaN", "Yes", "n", "NULL", "~", "=", "<<",
                           "2001-12-14t21:59:43.10-05:00", "+12"}) {
    EXPECT_TRUE(MayHaveType(text)) << text;
  }
  for (const char* text : {"", "a", "https://c", "/usr/bin", "---", "...", "-", "1:", "1 2", "1,2", "yes!", "Not"}) {
    EXPECT_FALSE(MayHaveType(text)) << text;
  }
}

TEST(YamlTest, TakesEveryKindOfLineBreak) {
  for (const char* text : {"a: b\nc: d\n", "a: b\r\nc: d\r\n", "a: b\rc:\td\r"}) {
    const auto parsed = ParseYaml(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->Find("a")->scalar, "b");
    EXPECT_EQ(parsed->Find("c")->scalar, "d");
  }
}

}  // namespace
}  // namespace k8s::internal
