#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <k8s/codec/validation/characters.h>
#include <k8s/codec/validation/pattern.h>
#include <k8s/testkit/core/custom/pattern.h>

namespace k8s::testkit::core {
namespace {

using codec::PatternOp;
using codec::PatternRange;
using codec::PatternStep;

constexpr std::size_t kMaxSteps = 20'000;
constexpr std::size_t kMaxRanges = 60'000;
constexpr int kMaxGroups = 100;
constexpr int kMaxRepeat = 1000;
constexpr char32_t kLastCharacter = 0x10FFFF;

/// Part of the steps that is built by copying: positions are relative to its begin, and it ends behind its last step.
using Piece = std::vector<PatternStep>;
/// Of a class.
using Ranges = std::vector<PatternRange>;

bool IsWord(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// In ascending order, and none within or next to another.
Ranges Ordered(Ranges ranges) {
  std::ranges::sort(ranges, {}, &PatternRange::first);
  Ranges ordered;
  for (const PatternRange& range : ranges) {
    if (ordered.empty() || range.first > ordered.back().last + 1) {
      ordered.push_back(range);
    } else {
      ordered.back().last = std::max(ordered.back().last, range.last);
    }
  }
  return ordered;
}

Ranges Complement(const Ranges& ranges) {
  Ranges others;
  char32_t next = 0;
  for (const PatternRange& range : Ordered(ranges)) {
    if (range.first > next) others.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kLastCharacter) others.push_back({next, kLastCharacter});
  return others;
}

std::optional<Ranges> ClassOf(char32_t letter) {
  const Ranges digits = {{'0', '9'}};
  const Ranges spaces = {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
  const Ranges words = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  switch (letter) {
    case 'd': return digits;
    case 'D': return Complement(digits);
    case 's': return spaces;
    case 'S': return Complement(spaces);
    case 'w': return words;
    case 'W': return Complement(words);
    default: return std::nullopt;
  }
}

std::optional<char32_t> ControlOf(char32_t letter) {
  switch (letter) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'f': return '\f';
    case 'v': return '\v';
    default: return std::nullopt;
  }
}

std::uint16_t Position(std::size_t position) { return static_cast<std::uint16_t>(position); }

PatternStep Split(std::size_t a, std::size_t b) { return {.op = PatternOp::kSplit, .a = Position(a), .b = Position(b)}; }
PatternStep Jump(std::size_t to) { return {.op = PatternOp::kJump, .a = Position(to)}; }

void Append(Piece& piece, const Piece& more) {
  const std::size_t offset = piece.size();
  for (PatternStep step : more) {
    if (step.op == PatternOp::kSplit || step.op == PatternOp::kJump) {
      step.a = Position(step.a + offset);
      step.b = Position(step.b + offset);
    }
    piece.push_back(step);
  }
}

/// All at once: put together by twos, the first would be copied for each of the others.
Piece OneOf(const std::vector<Piece>& pieces) {
  std::size_t end = 2 * (pieces.size() - 1);
  for (const Piece& piece : pieces) end += piece.size();
  Piece joined;
  joined.reserve(end);
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    joined.push_back(Split(joined.size() + 1, joined.size() + pieces[i].size() + 2));
    Append(joined, pieces[i]);
    joined.push_back(Jump(end));
  }
  Append(joined, pieces.back());
  return joined;
}

Piece Maybe(const Piece& piece) {
  Piece maybe = {Split(1, piece.size() + 1)};
  Append(maybe, piece);
  return maybe;
}

Piece AnyNumberOf(const Piece& piece) {
  Piece loop = {Split(1, piece.size() + 2)};
  Append(loop, piece);
  loop.push_back(Jump(0));
  return loop;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Piece> Parse() {
    auto piece = Alternatives();
    if (!piece || !text_.empty()) return std::nullopt;
    piece->push_back({.op = PatternOp::kMatch});
    return piece;
  }

  Ranges TakeRanges() { return std::move(ranges_); }

 private:
  std::optional<Piece> Alternatives() {
    std::vector<Piece> pieces;
    std::size_t steps = 0;
    do {
      auto piece = Sequence();
      if (!piece) return std::nullopt;
      steps += piece->size() + 2;
      if (steps > kMaxSteps) return std::nullopt;
      pieces.push_back(std::move(*piece));
    } while (Take('|'));
    return OneOf(pieces);
  }

  std::optional<Piece> Sequence() {
    Piece sequence;
    while (!text_.empty() && text_.front() != '|' && text_.front() != ')') {
      const auto piece = Repeated();
      if (!piece) return std::nullopt;
      Append(sequence, *piece);
      if (sequence.size() > kMaxSteps) return std::nullopt;
    }
    return sequence;
  }

  std::optional<Piece> Repeated() {
    constexpr std::string_view kRepetitions = "*+?{";
    auto piece = Atom();
    if (!piece || text_.empty() || kRepetitions.find(text_.front()) == std::string_view::npos) return piece;
    if (Take('*')) {
      piece = Bounded(AnyNumberOf(*piece));
    } else if (Take('+')) {
      piece = Times(*piece, 1, std::nullopt);
    } else if (Take('?')) {
      piece = Bounded(Maybe(*piece));
    } else {
      piece = Counted(*piece);
    }
    Take('?');  // whether it is lazy makes no difference to whether it matches
    const bool isNested = !text_.empty() && kRepetitions.find(text_.front()) != std::string_view::npos;
    return isNested ? std::nullopt : std::move(piece);
  }

  std::optional<Piece> Counted(const Piece& piece) {
    text_.remove_prefix(1);
    const auto least = Number();
    if (!least) return std::nullopt;
    if (Take('}')) return Times(piece, *least, *least);
    if (!Take(',')) return std::nullopt;
    if (Take('}')) return Times(piece, *least, std::nullopt);
    const auto most = Number();
    if (!most || *most < *least || !Take('}')) return std::nullopt;
    return Times(piece, *least, *most);
  }

  static std::optional<Piece> Times(const Piece& piece, int least, std::optional<int> most) {
    const std::size_t copies = static_cast<std::size_t>(most.value_or(least)) + 1;
    if (copies * (piece.size() + 1) > kMaxSteps) return std::nullopt;
    Piece repeated;
    for (int i = 0; i < least; ++i) Append(repeated, piece);
    if (!most) Append(repeated, AnyNumberOf(piece));
    for (int i = least; most && i < *most; ++i) Append(repeated, Maybe(piece));
    return repeated;
  }

  std::optional<Piece> Atom() {
    const char32_t c = codec::TakeCharacter(text_);
    switch (c) {
      case '(': return Group();
      case '[': return Class();
      case '.': return CharacterOf(Complement({{'\n', '\n'}}));
      case '^': return Piece{{.op = PatternOp::kBegin}};
      case '$': return Piece{{.op = PatternOp::kEnd}};
      case '\\': return Escape();
      case '*':
      case '+':
      case '?': return std::nullopt;
      default: return CharacterOf({{c, c}});
    }
  }

  std::optional<Piece> CharacterOf(Ranges ranges) {
    const Ranges ordered = Ordered(std::move(ranges));
    const std::size_t begin = ranges_.size();
    if (begin + ordered.size() > kMaxRanges) return std::nullopt;
    ranges_.insert(ranges_.end(), ordered.begin(), ordered.end());
    return Piece{{.op = PatternOp::kClass, .a = Position(begin), .b = Position(ranges_.size())}};
  }

  std::optional<Piece> Group() {
    if (++groups_ > kMaxGroups) return std::nullopt;
    if (Take('?') && !Take(':')) return std::nullopt;
    auto piece = Alternatives();
    if (!piece || !Take(')')) return std::nullopt;
    return piece;
  }

  std::optional<Piece> Escape() {
    if (text_.empty()) return std::nullopt;
    const char32_t c = codec::TakeCharacter(text_);
    if (c == 'b') return Piece{{.op = PatternOp::kWordBoundary}};
    if (c == 'B') return Piece{{.op = PatternOp::kNoWordBoundary}};
    if (c == 'A') return Piece{{.op = PatternOp::kBegin}};
    if (c == 'z') return Piece{{.op = PatternOp::kEnd}};
    if (const auto ranges = ClassOf(c)) return CharacterOf(*ranges);
    const auto literal = Literal(c);
    return literal ? CharacterOf({{*literal, *literal}}) : std::nullopt;
  }

  static std::optional<char32_t> Literal(char32_t escaped) {
    if (const auto control = ControlOf(escaped)) return control;
    if (IsWord(escaped)) return std::nullopt;
    return escaped;
  }

  std::optional<Piece> Class() {
    const bool negated = Take('^');
    Ranges ranges;
    for (bool isFirst = true; !text_.empty() && (isFirst || text_.front() != ']'); isFirst = false) {
      if (text_.substr(0, 2) == "[:") return std::nullopt;
      if (text_.size() > 1 && text_.front() == '\\') {
        if (const auto set = ClassOf(static_cast<unsigned char>(text_[1]))) {
          ranges.insert(ranges.end(), set->begin(), set->end());
          text_.remove_prefix(2);
          continue;
        }
      }
      const auto first = ClassCharacter();
      auto last = first;
      if (text_.size() > 1 && text_.front() == '-' && text_[1] != ']') {
        text_.remove_prefix(1);
        last = ClassCharacter();
      }
      if (!first || !last || *last < *first) return std::nullopt;
      ranges.push_back({*first, *last});
    }
    if (!Take(']')) return std::nullopt;
    return CharacterOf(negated ? Complement(ranges) : std::move(ranges));
  }

  std::optional<char32_t> ClassCharacter() {
    const char32_t c = codec::TakeCharacter(text_);
    if (c != '\\') return c;
    if (text_.empty()) return std::nullopt;
    return Literal(codec::TakeCharacter(text_));
  }

  std::optional<int> Number() {
    int number = 0;
    bool any = false;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      number = number * 10 + (text_.front() - '0');
      if (number > kMaxRepeat) return std::nullopt;
      text_.remove_prefix(1);
      any = true;
    }
    return any ? std::optional(number) : std::nullopt;
  }

  static std::optional<Piece> Bounded(Piece piece) {
    return piece.size() > kMaxSteps ? std::nullopt : std::optional(std::move(piece));
  }

  bool Take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::string_view text_;
  Ranges ranges_ = {};
  int groups_ = 0;
};

}  // namespace

struct Pattern::Program {
  std::vector<codec::PatternStep> steps;
  std::vector<codec::PatternRange> ranges;
};

std::optional<Pattern> Pattern::Parse(std::string_view text) {
  Parser parser(text);
  auto steps = parser.Parse();
  if (!steps) return std::nullopt;
  return Pattern(std::make_shared<const Program>(Program{std::move(*steps), parser.TakeRanges()}));
}

bool Pattern::Matches(std::string_view text) const {
  const codec::Pattern pattern = {.text = {}, .steps = program_->steps, .ranges = program_->ranges};
  return codec::Match(pattern, text) != codec::PatternMatch::kNo;
}

}  // namespace k8s::testkit::core
