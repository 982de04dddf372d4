#include <string>

#include <gtest/gtest.h>

#include <k8s/testkit/core/custom/pattern.h>

namespace k8s::testkit::core {
namespace {

struct Case {
  const char* pattern;
  const char* text;
  bool matches;
};

class PatternMatchTest : public testing::TestWithParam<Case> {};

TEST_P(PatternMatchTest, MatchesAsRe2Does) {
  const auto pattern = Pattern::Parse(GetParam().pattern);
  ASSERT_TRUE(pattern) << GetParam().pattern;
  EXPECT_EQ(pattern->Matches(GetParam().text), GetParam().matches) << GetParam().pattern << " on " << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Patterns, PatternMatchTest,
    testing::Values(Case{"b", "abc", true}, Case{"^b", "abc", false}, Case{"^abc$", "abc", true}, Case{"^$", "", true},
                    Case{"", "x", true}, Case{"^a*$", "aaa", true}, Case{"^a+$", "", false}, Case{"^ab?c$", "ac", true},
                    Case{"^(ab|cd)+$", "abcdab", true}, Case{"^(ab|cd)+$", "abc", false}, Case{"^a{2,3}$", "aaaa", false},
                    Case{"^a{2,3}$", "aaa", true}, Case{"^a{2}$", "a", false}, Case{"^a{2,}$", "aaaa", true},
                    Case{"^[a-c]+$", "abcb", true}, Case{"^[^a-c]+$", "xyz", true}, Case{"^[^a-c]+$", "xay", false},
                    Case{"^[]a]+$", "]a", true}, Case{"^[a-]+$", "a-", true}, Case{"^\\d+\\.\\d+$", "12.5", true},
                    Case{"^\\d+\\.\\d+$", "125", false}, Case{"^\\w+\\s\\W$", "a_1 !", true},
                    Case{"\\bweb\\b", "a web b", true}, Case{"\\bweb\\b", "cobweb", false}, Case{"^(?:a|b)*?$", "abba", true},
                    Case{"^.$", "\n", false}, Case{"^[a-z]([-a-z0-9]*[a-z0-9])?$", "a-b", true},
                    Case{"^[a-z]([-a-z0-9]*[a-z0-9])?$", "a-", false}, Case{"^(a|b|cd|)$", "cd", true},
                    Case{"^(a|b|cd|)$", "", true}, Case{"^(a|b|cd)$", "b", true}, Case{"^(a|b|cd)$", "ab", false},
                    Case{"^.{3}$", "äöü", true}, Case{"^[^a]$", "ä", true}, Case{"^ä+$", "ää", true}, Case{"^ä+$", "äö", false},
                    Case{"^[ä-ü]$", "ö", true}, Case{"^[ä-ü]$", "a", false}, Case{"^[^\\d\U0001F600]$", "\U0001F600", false},
                    Case{"^\\W$", "ä", true}, Case{"^ä\\b", "äa", true}, Case{"^ä\\b", "ä", false}, Case{"^.$", "\xff", true},
                    Case{"a\\Bb", "ab", true}, Case{"a\\B", "a", false}));

class BadPatternTest : public testing::TestWithParam<const char*> {};

TEST_P(BadPatternTest, IsNone) { EXPECT_FALSE(Pattern::Parse(GetParam())) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(Patterns, BadPatternTest,
                         testing::Values("(", ")", "[a", "*", "a{", "a{2", "a{3,2}", "a**", "a+{2}", "a{9999}", "\\", "(?i)a",
                                         "\\pL", "[[:alpha:]]",
                                         "((((((((((a{50}){50}){50}){50}){50}){50}){50}){50}){50}){50}"));

TEST(PatternTest, TakesTimeLinearInTheText) {
  const auto pattern = Pattern::Parse("^(a|aa)+$");
  ASSERT_TRUE(pattern);
  EXPECT_FALSE(pattern->Matches(std::string(20'000, 'a') + "b"));
}

// They would take minutes if each were copied for every one behind it.
TEST(PatternTest, ReadsManyAlternativesInLinearTime) {
  std::string alternatives = "a";
  for (int i = 0; i < 6000; ++i) alternatives += "|a";
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(Pattern::Parse(alternatives));
}

}  // namespace
}  // namespace k8s::testkit::core
