#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/error.h>
#include <k8s/base/result.h>
#include <k8s/codec/json_value_end.h>

namespace k8s::codec {

/// What a stream may ask for.
struct JsonStreamLimits {
  std::size_t maxPartBytes = std::size_t{16} << 20;     ///< One item of a list, one object of a watch
  std::size_t maxEnvelopeBytes = std::size_t{1} << 20;  ///< All that is around them
  std::size_t maxDepth = 256;                           ///< Nesting beyond this is an error
  /// All of the stream. There need not be a limit: what was handed out is not kept.
  std::uint64_t maxBytes = std::numeric_limits<std::uint64_t>::max();
};

/// What a stream is cut into: views that are valid until the next call of anything.
struct JsonStreamPart {
  std::string_view object = {};
  /// At the end of a list or of a frame, all that was around: `{"kind":"PodList","metadata":{...},"items":[]}`,
  /// `{"type":"ADDED","object":null}`. With an item, what of that has come before it.
  std::string_view envelope = {};
  bool isEnd = false;
};

/// Cuts a stream of bytes, wherever it was cut before, into the objects that it carries: the items of a list, or the objects of
/// the frames of a watch. Nothing but the part that is under way, and the envelope, is held in memory.
///
/// ```
/// JsonStreamSplitter splitter = JsonStreamSplitter::ForList();
/// ...
/// splitter.Feed(bytes);
/// for (auto part = splitter.Next(); part && part->has_value(); part = splitter.Next()) {
///   const JsonStreamPart& found = **part;
///   if (found.isEnd) {
///     ReadJson(found.envelope, corev1::PodList::kType, &list);  // its metadata; it has no items
///   } else {
///     ReadJson(found.object, corev1::Pod::kType, &pods.emplace_back());
///   }
/// }
/// ```
///
/// It finds where objects end and does not look into them: their grammar is checked by who reads them, as is that of the
/// envelope. After an Error every Next() returns it again.
///
/// Thread safety: for one thread at a time.
class JsonStreamSplitter {
 public:
  /// One list: a part for each item, then one that is the end and has no object. Its metadata may stand before or behind the
  /// items.
  static JsonStreamSplitter ForList(const JsonStreamLimits& limits = JsonStreamLimits());

  /// Frames `{"type":...,"object":...}` one behind the other, in lines or not, their members in any order: a part for each
  /// frame.
  static JsonStreamSplitter ForWatch(const JsonStreamLimits& limits = JsonStreamLimits());

  /// Takes the next piece of the stream.
  void Feed(std::string_view bytes);

  /// The next part; nothing if more bytes are needed. kDecode: what is no list or no frame, or beyond the limits, with its
  /// place in the stream.
  Result<std::optional<JsonStreamPart>> Next();

  /// Whether the stream may end here: behind a whole list, or between two frames.
  bool IsComplete() const;

 private:
  // What comes next. Keys and values are those of the outermost object; the slot is the one that carries the objects.
  enum class State {
    kStart,
    kFirstKey,
    kKey,
    kInKey,
    kColon,
    kValue,
    kInValue,
    kFirstItem,
    kItem,
    kInItem,
    kAfterItem,
    kAfterValue,
    kEnd,
  };

  JsonStreamSplitter(std::string_view slot, bool isList, const JsonStreamLimits& limits);

  std::optional<JsonStreamPart> StepBetween(char next);
  std::optional<JsonStreamPart> StepInSpan();
  std::optional<JsonStreamPart> EndOfSpan();
  std::optional<JsonStreamPart> EndOfWhole();
  void EndOfKey();
  void EndOfValue();
  bool IsInSpan() const;
  bool IsInObject() const;
  std::string_view Span() const { return std::string_view(buffer_).substr(span_begin_, position_ - span_begin_); }
  std::nullopt_t Begin(State inside);
  std::nullopt_t Take(State after);
  std::nullopt_t TakeIntoEnvelope(State after);
  std::nullopt_t Refuse(std::string_view what);
  void AddToEnvelope(std::string_view text);

  std::string_view slot_;  // its key, in quotes
  bool is_list_;
  JsonStreamLimits limits_;

  State state_ = State::kStart;
  std::string buffer_;
  std::uint64_t discarded_ = 0;  // bytes of the stream that were in front of the buffer
  std::size_t position_ = 0;     // in the buffer: what is next
  std::size_t span_begin_ = 0;   // in the buffer: the key, value or item that is under way
  internal::JsonValueEnd span_end_;
  std::optional<Error> error_;

  // Of the outermost object that is under way.
  std::string envelope_;
  bool in_slot_ = false;  // the last key was that of the slot
  bool had_slot_ = false;
  std::size_t object_begin_ = 0;  // in the buffer: the value of the slot of a frame
  std::size_t object_size_ = 0;
};

}  // namespace k8s::codec
