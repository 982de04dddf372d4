#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Patterns of schemas, translated when code was generated: a match takes time in the length of the text, whatever the pattern.
namespace k8s::codec {

/// What a step of a pattern does.
enum class PatternOp : std::uint8_t {
  kClass,           ///< takes a character that is in the ranges from `a` to before `b`, and goes to the next step
  kSplit,           ///< goes to `a` and to `b`
  kJump,            ///< goes to `a`
  kBegin,           ///< goes on at the beginning of the text
  kEnd,             ///< goes on at its end
  kWordBoundary,    ///< goes on between a word and what is none, as ASCII has words
  kNoWordBoundary,  ///< goes on anywhere else
  kMatch,           ///< the text matches
};

struct PatternStep {
  PatternOp op = PatternOp::kMatch;
  std::uint16_t a = 0;
  std::uint16_t b = 0;
};

/// Characters from `first` to `last`.
struct PatternRange {
  char32_t first = 0;
  char32_t last = 0;
};

/// A regular expression in the syntax of Go, and the steps that look for it.
struct Pattern {
  std::string_view text;
  std::span<const PatternStep> steps = {};
  std::span<const PatternRange> ranges = {};  ///< each class's in ascending order
};

enum class PatternMatch : std::uint8_t {
  kYes,
  kNo,
  kTooLong,  ///< the text and the pattern are so long that it was not tried
};

/// Whether the pattern is found anywhere in the text, as Go's MatchString() tells. Bytes that are no UTF-8 count as U+FFFD.
PatternMatch Match(const Pattern& pattern, std::string_view text);

}  // namespace k8s::codec
