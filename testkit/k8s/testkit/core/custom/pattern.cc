#include <bitset>
#include <cstddef>
#include <utility>
#include <vector>

#include <k8s/testkit/core/custom/pattern.h>

namespace k8s::testkit::core {
namespace automaton {

using Bytes = std::bitset<256>;

enum class Op { kByte, kSplit, kStart, kEnd, kBoundary, kMatch };

/// One step of the automaton: `kByte` goes to the next one on a byte of the set, `kSplit` to two, without one.
struct Step {
  Op op = Op::kMatch;
  Bytes bytes = {};
  std::size_t first = 0;
  std::size_t second = 0;
};

/// Part of the automaton that is built by copying: positions are relative to its begin, and it ends behind its last step.
using Piece = std::vector<Step>;

}  // namespace automaton

namespace {

using automaton::Bytes;
using automaton::Op;
using automaton::Piece;
using automaton::Step;

constexpr std::size_t kMaxSteps = 20'000;
constexpr int kMaxGroups = 100;
constexpr int kMaxRepeat = 1000;

bool IsWord(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

Bytes Range(unsigned char first, unsigned char last) {
  Bytes bytes;
  for (unsigned c = first; c <= last; ++c) bytes.set(c);
  return bytes;
}

Bytes Single(char c) { return Range(static_cast<unsigned char>(c), static_cast<unsigned char>(c)); }

std::optional<Bytes> ClassOf(char letter) {
  const Bytes digits = Range('0', '9');
  const Bytes spaces = Range('\t', '\n') | Range('\f', '\r') | Single(' ');
  const Bytes words = Range('a', 'z') | Range('A', 'Z') | digits | Single('_');
  switch (letter) {
    case 'd': return digits;
    case 'D': return ~digits;
    case 's': return spaces;
    case 'S': return ~spaces;
    case 'w': return words;
    case 'W': return ~words;
    default: return std::nullopt;
  }
}

std::optional<char> ControlOf(char letter) {
  switch (letter) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'f': return '\f';
    case 'v': return '\v';
    default: return std::nullopt;
  }
}

void Append(Piece& piece, const Piece& more) {
  const std::size_t offset = piece.size();
  for (Step step : more) {
    step.first += offset;
    step.second += offset;
    piece.push_back(step);
  }
}

Piece OneByte(const Bytes& bytes) { return {{.op = Op::kByte, .bytes = bytes}}; }

Piece Split(std::size_t first, std::size_t second) { return {{.op = Op::kSplit, .first = first, .second = second}}; }

Piece Either(const Piece& a, const Piece& b) {
  Piece both = Split(1, a.size() + 2);
  Append(both, a);
  Append(both, Split(b.size() + 1, b.size() + 1));
  Append(both, b);
  return both;
}

Piece Maybe(const Piece& piece) {
  Piece maybe = Split(1, piece.size() + 1);
  Append(maybe, piece);
  return maybe;
}

Piece AnyNumberOf(const Piece& piece) {
  Piece loop = Split(1, piece.size() + 2);
  Append(loop, piece);
  loop.push_back({.op = Op::kSplit, .first = 0, .second = 0});
  return loop;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Piece> Parse() {
    auto piece = Alternatives();
    if (!piece || !text_.empty()) return std::nullopt;
    piece->push_back({.op = Op::kMatch});
    return piece;
  }

 private:
  std::optional<Piece> Alternatives() {
    auto piece = Sequence();
    while (piece && Take('|')) {
      const auto other = Sequence();
      if (!other) return std::nullopt;
      piece = Bounded(Either(*piece, *other));
    }
    return piece;
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
    auto piece = Atom();
    while (piece && !text_.empty()) {
      if (Take('*')) {
        piece = Bounded(AnyNumberOf(*piece));
      } else if (Take('+')) {
        piece = Times(*piece, 1, std::nullopt);
      } else if (Take('?')) {
        piece = Bounded(Maybe(*piece));
      } else if (text_.front() == '{') {
        piece = Counted(*piece);
      } else {
        return piece;
      }
      Take('?');  // whether it is lazy makes no difference to whether it matches
    }
    return piece;
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
    const char c = text_.front();
    text_.remove_prefix(1);
    switch (c) {
      case '(': return Group();
      case '[': return Class();
      case '.': return OneByte(~Single('\n'));
      case '^': return Piece{{.op = Op::kStart}};
      case '$': return Piece{{.op = Op::kEnd}};
      case '\\': return Escape();
      case '*':
      case '+':
      case '?': return std::nullopt;
      default: return OneByte(Single(c));
    }
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
    const char c = text_.front();
    text_.remove_prefix(1);
    if (c == 'b') return Piece{{.op = Op::kBoundary}};
    if (c == 'A') return Piece{{.op = Op::kStart}};
    if (c == 'z') return Piece{{.op = Op::kEnd}};
    if (const auto bytes = ClassOf(c)) return OneByte(*bytes);
    const auto literal = Literal(c);
    return literal ? std::optional(OneByte(Single(*literal))) : std::nullopt;
  }

  static std::optional<char> Literal(char escaped) {
    if (const auto control = ControlOf(escaped)) return control;
    if (IsWord(static_cast<unsigned char>(escaped))) return std::nullopt;
    return escaped;
  }

  std::optional<Piece> Class() {
    const bool negated = Take('^');
    Bytes bytes;
    for (bool isFirst = true; !text_.empty() && (isFirst || text_.front() != ']'); isFirst = false) {
      if (text_.substr(0, 2) == "[:") return std::nullopt;
      if (text_.size() > 1 && text_.front() == '\\') {
        if (const auto set = ClassOf(text_[1])) {
          bytes |= *set;
          text_.remove_prefix(2);
          continue;
        }
      }
      const auto first = ClassByte();
      auto last = first;
      if (text_.size() > 1 && text_.front() == '-' && text_[1] != ']') {
        text_.remove_prefix(1);
        last = ClassByte();
      }
      if (!first || !last || static_cast<unsigned char>(*last) < static_cast<unsigned char>(*first)) return std::nullopt;
      bytes |= Range(static_cast<unsigned char>(*first), static_cast<unsigned char>(*last));
    }
    if (!Take(']')) return std::nullopt;
    return OneByte(negated ? ~bytes : bytes);
  }

  std::optional<char> ClassByte() {
    const char c = text_.front();
    text_.remove_prefix(1);
    if (c != '\\') return c;
    if (text_.empty()) return std::nullopt;
    const char escaped = text_.front();
    text_.remove_prefix(1);
    return Literal(escaped);
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
  int groups_ = 0;
};

/// All states in which the automaton may be before a byte of the text.
class States {
 public:
  States(const Piece& steps, std::string_view text) : steps_(steps), text_(text), seen_(steps.size(), false) {}

  /// Adds a state, and those that it leads to without a byte; tells whether the end is among them.
  bool Add(std::size_t state, std::size_t at) {
    std::vector<std::size_t> todo = {state};
    while (!todo.empty()) {
      const std::size_t next = todo.back();
      todo.pop_back();
      if (seen_[next]) continue;
      seen_[next] = true;
      const Step& step = steps_[next];
      if (step.op == Op::kMatch) return true;
      if (step.op == Op::kByte) waiting_.push_back(next);
      if (step.op == Op::kSplit) {
        todo.push_back(step.first);
        todo.push_back(step.second);
      }
      if (Holds(step.op, at)) todo.push_back(next + 1);
    }
    return false;
  }

  std::vector<std::size_t> TakeWaiting() { return std::move(waiting_); }

 private:
  bool Holds(Op op, std::size_t at) const {
    if (op == Op::kStart) return at == 0;
    if (op == Op::kEnd) return at == text_.size();
    return op == Op::kBoundary && WordAt(at - 1) != WordAt(at);
  }
  bool WordAt(std::size_t at) const { return at < text_.size() && IsWord(static_cast<unsigned char>(text_[at])); }

  const Piece& steps_;
  std::string_view text_;
  std::vector<bool> seen_;
  std::vector<std::size_t> waiting_;
};

}  // namespace

struct Pattern::Program {
  automaton::Piece steps;
};

std::optional<Pattern> Pattern::Parse(std::string_view text) {
  auto steps = Parser(text).Parse();
  if (!steps) return std::nullopt;
  return Pattern(std::make_shared<const Program>(Program{std::move(*steps)}));
}

bool Pattern::Matches(std::string_view text) const {
  const Piece& steps = program_->steps;
  std::vector<std::size_t> waiting;  // for the byte before `at`
  for (std::size_t at = 0;; ++at) {
    States now(steps, text);
    if (now.Add(0, at)) return true;
    for (const std::size_t state : waiting) {
      if (steps[state].bytes.test(static_cast<unsigned char>(text[at - 1])) && now.Add(state + 1, at)) return true;
    }
    if (at == text.size()) return false;
    waiting = now.TakeWaiting();
  }
}

}  // namespace k8s::testkit::core
