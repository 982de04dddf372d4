#include <fmt/format.h>

#include <k8s/codec/json_scan.h>
#include <k8s/codec/json_stream_splitter.h>
#include <k8s/codec/refill.h>

namespace k8s::codec {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Whether a value may begin with it; what is none all the same is found by whoever reads it.
bool BeginsValue(char c) { return std::string_view(",:]}").find(c) == std::string_view::npos; }

}  // namespace

JsonStreamSplitter JsonStreamSplitter::ForList(const JsonStreamLimits& limits) { return {"\"items\"", true, limits}; }

JsonStreamSplitter JsonStreamSplitter::ForWatch(const JsonStreamLimits& limits) { return {"\"object\"", false, limits}; }

JsonStreamSplitter::JsonStreamSplitter(std::string_view slot, bool isList, const JsonStreamLimits& limits)
    : slot_(slot), is_list_(isList), limits_(limits), span_end_(limits.maxDepth) {}

void JsonStreamSplitter::Feed(std::string_view bytes) {
  if (error_) return;
  const bool holdsObject = object_size_ != 0 && state_ != State::kStart;
  const std::size_t unused = holdsObject ? object_begin_ : IsInSpan() ? span_begin_ : position_;
  Refill(buffer_, unused, bytes);
  discarded_ += unused;
  position_ -= unused;
  if (IsInSpan()) span_begin_ -= unused;
  if (holdsObject) object_begin_ -= unused;
  if (discarded_ + buffer_.size() > limits_.maxBytes) {
    error_ = Error(ErrorCode::kDecode, fmt::format("a stream of more than {} bytes", limits_.maxBytes));
  }
}

Result<std::optional<JsonStreamPart>> JsonStreamSplitter::Next() {
  std::optional<JsonStreamPart> part;
  while (!part && !error_ && position_ != buffer_.size()) {
    part = IsInSpan() ? StepInSpan() : StepBetween(buffer_[position_]);
  }
  if (error_) return *error_;
  return part;
}

bool JsonStreamSplitter::IsComplete() const { return !error_ && state_ == (is_list_ ? State::kEnd : State::kStart); }

std::optional<JsonStreamPart> JsonStreamSplitter::StepBetween(char next) {
  if (IsSpace(next)) return Take(state_);
  switch (state_) {
    case State::kStart:
      if (next != '{') return Refuse(is_list_ ? "a list that is no object" : "a frame that is no object");
      envelope_.clear();
      had_slot_ = false;
      object_begin_ = object_size_ = 0;
      return TakeIntoEnvelope(State::kFirstKey);
    case State::kFirstKey:
      if (next == '}') return EndOfWhole();
      [[fallthrough]];
    case State::kKey: return next == '"' ? Begin(State::kInKey) : Refuse(kKeyIsNoString);
    case State::kColon: return next == ':' ? TakeIntoEnvelope(State::kValue) : Refuse(kNoColon);
    case State::kValue:
      if (is_list_ && in_slot_ && next == '[') return TakeIntoEnvelope(State::kFirstItem);
      return BeginsValue(next) ? Begin(State::kInValue) : Refuse(kNotAValue);
    case State::kFirstItem:
      if (next == ']') return TakeIntoEnvelope(State::kAfterValue);
      [[fallthrough]];
    case State::kItem: return next == '{' ? Begin(State::kInItem) : Refuse("an item that is no object");
    case State::kAfterItem:
      if (next == ',') return Take(State::kItem);
      return next == ']' ? TakeIntoEnvelope(State::kAfterValue) : Refuse(kNoCommaInArray);
    case State::kAfterValue:
      if (next == '}') return EndOfWhole();
      return next == ',' ? TakeIntoEnvelope(State::kKey) : Refuse(kNoCommaInObject);
    default: return Refuse("something behind the end of the list");
  }
}

std::optional<JsonStreamPart> JsonStreamSplitter::StepInSpan() {
  const char* begin = buffer_.data();
  position_ = static_cast<std::size_t>(span_end_.Find(begin + position_, begin + buffer_.size()) - begin);
  if (span_end_.IsTooDeep()) return Refuse(kTooDeep);
  const std::size_t limit = IsInObject() ? limits_.maxPartBytes : limits_.maxEnvelopeBytes;
  if (Span().size() > limit) {
    position_ = span_begin_;  // the place does not depend on where the stream was cut
    return Refuse(fmt::format("a value of more than {} bytes", limit));
  }
  return span_end_.Found() ? EndOfSpan() : std::nullopt;
}

std::optional<JsonStreamPart> JsonStreamSplitter::EndOfSpan() {
  if (state_ == State::kInItem) {
    state_ = State::kAfterItem;
    return JsonStreamPart{.object = Span(), .envelope = envelope_};
  }
  if (state_ == State::kInKey) {
    EndOfKey();
  } else {
    EndOfValue();
  }
  return std::nullopt;
}

void JsonStreamSplitter::EndOfKey() {
  // Two spellings of one key would make two slots. No encoder escapes what need not be.
  if (Span().find('\\') != std::string_view::npos) Refuse("an escape in a key");
  in_slot_ = Span() == slot_;
  if (in_slot_ && had_slot_) Refuse(fmt::format("{} again", slot_));
  had_slot_ = had_slot_ || in_slot_;
  AddToEnvelope(Span());
  state_ = State::kColon;
}

void JsonStreamSplitter::EndOfValue() {
  if (IsInObject()) {
    object_begin_ = span_begin_;
    object_size_ = Span().size();
    AddToEnvelope("null");
  } else {
    AddToEnvelope(Span());
  }
  state_ = State::kAfterValue;
}

std::optional<JsonStreamPart> JsonStreamSplitter::EndOfWhole() {
  TakeIntoEnvelope(is_list_ ? State::kEnd : State::kStart);
  return JsonStreamPart{
      .object = std::string_view(buffer_).substr(object_begin_, object_size_), .envelope = envelope_, .isEnd = true};
}

bool JsonStreamSplitter::IsInSpan() const {
  return state_ == State::kInKey || state_ == State::kInValue || state_ == State::kInItem;
}

bool JsonStreamSplitter::IsInObject() const {
  return state_ == State::kInItem || (state_ == State::kInValue && in_slot_ && !is_list_);
}

std::nullopt_t JsonStreamSplitter::Begin(State inside) {
  span_begin_ = position_;
  span_end_.Begin();
  state_ = inside;
  return std::nullopt;
}

std::nullopt_t JsonStreamSplitter::Take(State after) {
  ++position_;
  state_ = after;
  return std::nullopt;
}

std::nullopt_t JsonStreamSplitter::TakeIntoEnvelope(State after) {
  AddToEnvelope(std::string_view(buffer_).substr(position_, 1));
  return Take(after);
}

std::nullopt_t JsonStreamSplitter::Refuse(std::string_view what) {
  if (!error_) error_ = Error(ErrorCode::kDecode, fmt::format("{} at byte {}", what, discarded_ + position_));
  return std::nullopt;
}

void JsonStreamSplitter::AddToEnvelope(std::string_view text) {
  if (envelope_.size() + text.size() > limits_.maxEnvelopeBytes) {
    Refuse(fmt::format("more than {} bytes around the objects", limits_.maxEnvelopeBytes));
  }
  envelope_.append(text);
}

}  // namespace k8s::codec
