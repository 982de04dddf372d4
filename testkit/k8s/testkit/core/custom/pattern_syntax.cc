#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <k8s/base/ascii.h>
#include <k8s/codec/validation/characters.h>
#include <k8s/testkit/core/custom/pattern_syntax.h>

namespace k8s::testkit::core {
namespace {

constexpr int kMaxRepeat = 1000;
constexpr std::size_t kMaxDepth = 1000;
constexpr std::uint32_t kMaxRune = 0x10ffff;

using internal::IsDigit;

bool IsOctal(char c) { return c >= '0' && c <= '7'; }
bool IsNameCharacter(char c) { return internal::IsLetterOrDigit(c) || c == '_'; }

std::optional<std::uint32_t> HexOf(char c) {
  if (IsDigit(c)) return static_cast<std::uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
  return std::nullopt;
}

/// One walk over a pattern. A step returns false, and says why in `complaint_`, where the pattern breaks off.
class PatternWalk {
 public:
  explicit PatternWalk(std::string_view text) : text_(text) {}

  std::string Complaint() {
    while (at_ < text_.size()) {
      if (!Step()) return "error parsing regexp: " + complaint_;
    }
    return groups_.size() == 1 ? std::string() : "error parsing regexp: missing closing ): `" + std::string(text_) + "`";
  }

 private:
  /// Of a group that is not closed yet: whether there is something to repeat, and how often what is in it is repeated at most.
  struct Group {
    bool hasAtom = false;
    int last = 1;
    int most = 1;
  };

  bool Step() {
    const std::size_t begin = at_;
    bool isRepeat = false;
    switch (text_[at_]) {
      case '(':
        if (!Open()) return false;
        break;
      case ')':
        if (!Close()) return false;
        break;
      case '|':
        ++at_;
        groups_.back().hasAtom = false;
        break;
      case '[':
        if (!Class()) return false;
        Atom();
        break;
      case '*':
      case '+':
      case '?':
        ++at_;
        if (!Repeat(begin, 1)) return false;
        isRepeat = true;
        break;
      case '{':
        if (!Counted(isRepeat)) return false;
        break;
      case '\\':
        if (!Escape(false)) return false;
        Atom();
        break;
      default: Rune(); Atom();
    }
    repeat_ = isRepeat ? std::optional(begin) : std::nullopt;
    return true;
  }

  void Atom() {
    groups_.back().hasAtom = true;
    groups_.back().last = 1;
  }

  bool Open() {
    const std::size_t begin = at_;
    if (groups_.size() > kMaxDepth) return Fail("expression nests too deeply", text_);
    if (text_.substr(at_, 2) == "(?") return OpenWithFlags(begin);
    ++at_;
    groups_.emplace_back();
    return true;
  }

  bool OpenWithFlags(std::size_t begin) {
    const bool named = text_.substr(begin, 4) == "(?P<" || text_.substr(begin, 3) == "(?<";
    if (named) return OpenNamed(begin, text_[begin + 2] == 'P' ? 4 : 3);
    bool negated = false;
    bool sawFlag = false;
    for (at_ = begin + 2; at_ < text_.size();) {
      const char c = text_[at_];
      Rune();
      if (c == 'i' || c == 'm' || c == 's' || c == 'U') {
        sawFlag = true;
      } else if (c == '-' && !negated) {
        negated = true;
        sawFlag = false;
      } else if ((c == ':' || c == ')') && (!negated || sawFlag)) {
        if (c == ':') groups_.emplace_back();
        return true;
      } else {
        break;
      }
    }
    return Fail("invalid or unsupported Perl syntax", text_.substr(begin, at_ - begin));
  }

  bool OpenNamed(std::size_t begin, std::size_t prefix) {
    const std::size_t end = text_.find('>', begin);
    if (end == std::string_view::npos) return Fail("invalid named capture", text_.substr(begin));
    const std::string_view name = text_.substr(begin + prefix, end - begin - prefix);
    if (name.empty() || !std::all_of(name.begin(), name.end(), &IsNameCharacter)) {
      return Fail("invalid named capture", text_.substr(begin, end + 1 - begin));
    }
    at_ = end + 1;
    groups_.emplace_back();
    return true;
  }

  bool Close() {
    if (groups_.size() == 1) return Fail("unexpected )", text_);
    const int most = groups_.back().most;
    groups_.pop_back();
    Atom();
    groups_.back().last = most;
    groups_.back().most = std::max(groups_.back().most, most);
    ++at_;
    return true;
  }

  bool Repeat(std::size_t begin, int times) {
    const std::size_t end = at_;
    if (at_ < text_.size() && text_[at_] == '?') ++at_;
    if (repeat_) return Fail("invalid nested repetition operator", text_.substr(*repeat_, at_ - *repeat_));
    Group& group = groups_.back();
    if (!group.hasAtom) return Fail("missing argument to repetition operator", text_.substr(begin, at_ - begin));
    if (times > 1 && group.last > kMaxRepeat / times) {
      return Fail("invalid repeat count", text_.substr(begin, end - begin));
    }
    group.last *= std::max(times, 1);
    group.most = std::max(group.most, group.last);
    return true;
  }

  /// `{2,4}`, or a brace that stands for itself.
  bool Counted(bool& isRepeat) {
    const std::size_t begin = at_;
    ++at_;
    const auto least = Number();
    auto most = least;
    if (least && at_ < text_.size() && text_[at_] == ',') {
      ++at_;
      most = at_ < text_.size() && text_[at_] == '}' ? std::optional(-1) : Number();
    }
    if (!least || !most || at_ >= text_.size() || text_[at_] != '}') {
      at_ = begin + 1;
      Atom();
      return true;
    }
    ++at_;
    if (*least > kMaxRepeat || *most > kMaxRepeat || (*most >= 0 && *least > *most)) {
      return Fail("invalid repeat count", text_.substr(begin, at_ - begin));
    }
    isRepeat = true;
    return Repeat(begin, std::max(*least, *most));
  }

  /// Without a zero in front; what is too large is larger than any that may be.
  std::optional<int> Number() {
    const std::size_t begin = at_;
    int number = 0;
    for (; at_ < text_.size() && IsDigit(text_[at_]); ++at_)
      number = std::min(number * 10 + (text_[at_] - '0'), kMaxRepeat + 1);
    const bool hasZeroInFront = at_ - begin > 1 && text_[begin] == '0';
    return at_ == begin || hasZeroInFront ? std::nullopt : std::optional(number);
  }

  bool Class() {
    const std::size_t begin = at_;
    ++at_;
    if (at_ < text_.size() && text_[at_] == '^') ++at_;
    for (bool isFirst = true; at_ >= text_.size() || text_[at_] != ']' || isFirst; isFirst = false) {
      if (at_ >= text_.size()) return Fail("missing closing ]", text_.substr(begin));
      if (text_.substr(at_, 2) == "[:" && has_posix_end_) {
        const std::size_t end = text_.find(":]", at_ + 2);
        has_posix_end_ = end != std::string_view::npos;
        if (has_posix_end_) {
          if (!Posix(text_.substr(at_, end + 2 - at_))) return false;
          continue;
        }
      }
      if (!Member(begin)) return false;
    }
    ++at_;
    return true;
  }

  bool Posix(std::string_view name) {
    constexpr std::string_view kNames[] = {"alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph",
                                           "lower", "print", "punct", "space", "upper", "word",  "xdigit"};
    std::string_view plain = name.substr(2, name.size() - 4);
    if (plain.starts_with('^')) plain.remove_prefix(1);
    if (std::find(std::begin(kNames), std::end(kNames), plain) == std::end(kNames)) {
      return Fail("invalid character class range", name);
    }
    at_ += name.size();
    return true;
  }

  /// One character of a class, a range, or a class in it.
  bool Member(std::size_t classBegin) {
    const std::size_t begin = at_;
    if (IsClassEscape()) return Escape(true);
    const auto first = ClassRune();
    if (!first) return false;
    if (at_ + 1 >= text_.size() || text_[at_] != '-' || text_[at_ + 1] == ']') return true;
    ++at_;
    if (at_ >= text_.size()) return Fail("missing closing ]", text_.substr(classBegin));
    const auto last = ClassRune();
    if (!last) return false;
    return *last >= *first || Fail("invalid character class range", text_.substr(begin, at_ - begin));
  }

  bool IsClassEscape() const {
    constexpr std::string_view kClasses = "dDsSwWpP";
    return text_[at_] == '\\' && at_ + 1 < text_.size() && kClasses.find(text_[at_ + 1]) != std::string_view::npos;
  }

  std::optional<std::uint32_t> ClassRune() {
    if (text_[at_] != '\\') return Rune();
    if (IsClassEscape()) {
      Fail("invalid escape sequence", text_.substr(at_, 2));
      return std::nullopt;
    }
    return Escape(true) ? std::optional(rune_) : std::nullopt;
  }

  /// Leaves the character that it stands for in `rune_`, if it stands for one.
  bool Escape(bool inClass) {
    const std::size_t begin = at_;
    if (++at_ == text_.size()) return Fail("trailing backslash at end of expression", "");
    const char c = text_[at_];
    constexpr std::string_view kClasses = "dDsSwW";
    constexpr std::string_view kAnchors = "AbBz";
    constexpr std::string_view kControls = "afnrtv";
    const auto isOf = [c](std::string_view set) { return set.find(c) != std::string_view::npos; };
    rune_ = static_cast<unsigned char>(c);
    if (c == 'p' || c == 'P') return UnicodeClass(begin);
    if (c == 'Q' && !inClass) {
      const std::size_t end = text_.find("\\E", at_);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
      return true;
    }
    if (c == 'x') return Hex(begin);
    if (c == '0' || (IsOctal(c) && at_ + 1 < text_.size() && IsOctal(text_[at_ + 1]))) return Octal();
    Rune();
    const bool isPlain = static_cast<unsigned char>(c) < 0x80 && !internal::IsLetterOrDigit(c);
    if (isOf(kControls)) rune_ = ControlOf(c);
    if (isPlain || isOf(kClasses) || isOf(kControls) || (!inClass && isOf(kAnchors))) return true;
    return Fail("invalid escape sequence", text_.substr(begin, at_ - begin));
  }

  static std::uint32_t ControlOf(char c) {
    switch (c) {
      case 'a': return '\a';
      case 'f': return '\f';
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      default: return '\v';
    }
  }

  bool UnicodeClass(std::size_t begin) {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '{') {
      const std::size_t end = text_.find('}', at_);
      if (end == std::string_view::npos) return Fail("invalid character class range", text_.substr(begin));
      at_ = end + 1;
      return true;
    }
    if (at_ == text_.size()) return Fail("invalid character class range", text_.substr(begin));
    Rune();
    return true;
  }

  bool Hex(std::size_t begin) {
    ++at_;
    const bool braced = at_ < text_.size() && text_[at_] == '{';
    if (braced) ++at_;
    rune_ = 0;
    std::size_t digits = 0;
    while (at_ < text_.size() && (braced || digits < 2)) {
      const char c = text_[at_++];
      if (braced && c == '}') {
        if (digits > 0) return true;
        break;
      }
      const auto digit = HexOf(c);
      if (!digit) break;
      ++digits;
      rune_ = rune_ * 16 + *digit;
      if (rune_ > kMaxRune) break;
    }
    if (!braced && digits == 2) return true;
    return Fail("invalid escape sequence", text_.substr(begin, at_ - begin));
  }

  bool Octal() {
    rune_ = 0;
    for (int i = 0; i < 3 && at_ < text_.size() && IsOctal(text_[at_]); ++i, ++at_) {
      rune_ = rune_ * 8 + static_cast<std::uint32_t>(text_[at_] - '0');
    }
    return true;
  }

  std::uint32_t Rune() {
    std::string_view rest = text_.substr(at_);
    rune_ = codec::TakeCharacter(rest);
    at_ = text_.size() - rest.size();
    return rune_;
  }

  bool Fail(std::string_view why, std::string_view where) {
    complaint_ = std::string(why) + ": `" + std::string(where) + "`";
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Group> groups_ = {Group()};
  std::optional<std::size_t> repeat_ = {};  ///< where the repetition begins that was the last step
  bool has_posix_end_ = true;               ///< whether there may still be a ":]"; it is looked for only once in vain
  std::uint32_t rune_ = 0;
  std::string complaint_;
};

}  // namespace

std::string ComplaintOfPattern(std::string_view pattern) { return PatternWalk(pattern).Complaint(); }

}  // namespace k8s::testkit::core
