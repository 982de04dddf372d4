#include <string>

#include <gtest/gtest.h>

#include <k8s/codec/validation/characters.h>
#include <k8s/codec/validation/pattern.h>

namespace k8s::codec {
namespace {

using enum PatternOp;

// ^(a|ä)+$
constexpr PatternStep kLettersSteps[] = {{kBegin},       {kSplit, 2, 4}, {kClass, 0, 1}, {kJump, 5},
                                         {kClass, 1, 2}, {kSplit, 1, 6}, {kEnd},         {kMatch}};
constexpr PatternRange kLettersRanges[] = {{U'a', U'a'}, {U'ä', U'ä'}};
constexpr Pattern kLetters = {"^(a|ä)+$", kLettersSteps, kLettersRanges};

// \bab?\b
constexpr PatternStep kWordSteps[] = {{kWordBoundary}, {kClass, 0, 1},  {kSplit, 3, 4},
                                      {kClass, 1, 2},  {kWordBoundary}, {kMatch}};
constexpr PatternRange kWordRanges[] = {{U'a', U'a'}, {U'b', U'b'}};
constexpr Pattern kWord = {"\\bab?\\b", kWordSteps, kWordRanges};

// (a*)*$: exponential where a matcher tries one way after the other.
constexpr PatternStep kLoopsSteps[] = {{kSplit, 1, 5}, {kSplit, 2, 4}, {kClass, 0, 1}, {kJump, 1},
                                       {kJump, 0},     {kEnd},         {kMatch}};
constexpr PatternRange kLoopsRanges[] = {{U'a', U'a'}};
constexpr Pattern kLoops = {"(a*)*$", kLoopsSteps, kLoopsRanges};

TEST(ValidationPatternTest, CharactersAreThoseOfUnicode) {
  EXPECT_EQ(Match(kLetters, "aäa"), PatternMatch::kYes);
  EXPECT_EQ(Match(kLetters, ""), PatternMatch::kNo);
  EXPECT_EQ(Match(kLetters, "aäb"), PatternMatch::kNo);
  EXPECT_EQ(Match(kLetters, "a\xC3"), PatternMatch::kNo);
}

TEST(ValidationPatternTest, IsFoundAnywhereUnlessAnchored) {
  EXPECT_EQ(Match(kWord, "x ab y"), PatternMatch::kYes);
  EXPECT_EQ(Match(kWord, "a"), PatternMatch::kYes);
  EXPECT_EQ(Match(kWord, "xab y"), PatternMatch::kNo);
  EXPECT_EQ(Match(kWord, "x abc"), PatternMatch::kNo);
}

TEST(ValidationPatternTest, LoopsWithinLoopsEnd) {
  EXPECT_EQ(Match(kLoops, std::string(100'000, 'a') + "b"), PatternMatch::kYes);  // its end matches
  EXPECT_EQ(Match(kLetters, std::string(100'000, 'a') + "b"), PatternMatch::kNo);
}

TEST(ValidationPatternTest, WhatWouldTakeTooLongIsNotTried) {
  EXPECT_EQ(Match(kLoops, std::string(20'000'000, 'a')), PatternMatch::kTooLong);
}

TEST(ValidationCharactersTest, BytesThatAreNoUtf8CountOneByOne) {
  EXPECT_EQ(CountCharacters("a\u00e4\u20ac\U0001F600"), 4U);
  EXPECT_EQ(CountCharacters("\xE2\x82"), 2U);
  std::string_view text = "\U0001F600\xFF";
  EXPECT_EQ(TakeCharacter(text), U'\U0001F600');
  EXPECT_EQ(TakeCharacter(text), U'\uFFFD');
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace k8s::codec
