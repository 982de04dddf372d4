#pragma once

#include <memory>
#include <optional>
#include <string_view>

namespace k8s::testkit::core {

/// A regular expression in the syntax of RE2, as far as schemas use it: literals, `.`, classes with `\d`, `\w` and `\s`,
/// groups, alternatives, `*`, `+`, `?`, `{2,4}`, lazy or not, `^`, `$`, `\b` and `\B`. To read it takes time linear in its
/// length, for it becomes no more than 20,000 steps; to match, in the steps times the characters of the text.
class Pattern {
 public:
  /// Nothing if it is malformed, makes use of more than that, or would become too large.
  static std::optional<Pattern> Parse(std::string_view text);

  /// Whether some part of the text matches. A text that is too long for so many steps is taken to.
  bool Matches(std::string_view text) const;

 private:
  struct Program;
  explicit Pattern(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

  std::shared_ptr<const Program> program_;
};

}  // namespace k8s::testkit::core
