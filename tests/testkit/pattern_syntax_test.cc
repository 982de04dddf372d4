#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <k8s/testkit/core/custom/pattern_syntax.h>

namespace k8s::testkit::core {
namespace {

std::string Times(std::string_view text, std::size_t count) {
  std::string repeated;
  for (std::size_t i = 0; i < count; ++i) repeated += text;
  return repeated;
}

TEST(PatternSyntaxTest, TellsWherePatternsBreakOff) {
  EXPECT_EQ(ComplaintOfPattern("^[a-z]+(-[a-z]+)*$"), "");
  EXPECT_EQ(ComplaintOfPattern("a(b|c"), "error parsing regexp: missing closing ): `a(b|c`");
  EXPECT_EQ(ComplaintOfPattern("x[b-a]y"), "error parsing regexp: invalid character class range: `b-a`");
  EXPECT_EQ(ComplaintOfPattern("(?i)a+?*"), "error parsing regexp: invalid nested repetition operator: `+?*`");
}

TEST(PatternSyntaxTest, OrdersRangesByCharacters) {
  EXPECT_EQ(ComplaintOfPattern("[\uFFFD-\U0001F600]"), "");
  EXPECT_EQ(ComplaintOfPattern("[\uE000-\U00010000]"), "");
  EXPECT_EQ(ComplaintOfPattern("[\U0001F600-\uFFFD]"),
            "error parsing regexp: invalid character class range: `\U0001F600-\uFFFD`");
}

TEST(PatternSyntaxTest, KnowsHowOftenGroupsInGroupsAreRepeated) {
  EXPECT_EQ(ComplaintOfPattern("((a{10}){10}){10}"), "");
  EXPECT_EQ(ComplaintOfPattern("((a{10}){10}){11}"), "error parsing regexp: invalid repeat count: `{11}`");
  EXPECT_EQ(ComplaintOfPattern("(a{1000}|b)c{1000}"), "");
}

class HostilePatternTest : public testing::TestWithParam<std::string_view> {};

// In the square of a million they would take hours.
TEST_P(HostilePatternTest, TakesLinearTime) {
  const std::string pattern = Times(GetParam(), 1'000'000 / GetParam().size());
  for (const std::string& text : {pattern, "[" + pattern, "(" + pattern, pattern + "\\"}) {
    const std::string complaint = ComplaintOfPattern(text);
    EXPECT_TRUE(complaint.empty() || complaint.starts_with("error parsing regexp: ")) << complaint.substr(0, 100);
  }
}

INSTANTIATE_TEST_SUITE_P(Patterns, HostilePatternTest,
                         testing::Values("(", "[", "[:", "[[:", "a{", "a{1,", "(a*)*", "(?P<", "(?P<a>", "\\Q", "\\p{", "a|",
                                         "{", "\\x{", "(?:", "\xff", "x{1000}", "[a-", "*", ")"));

}  // namespace
}  // namespace k8s::testkit::core
