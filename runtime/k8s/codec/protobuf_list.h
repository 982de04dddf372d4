#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/error.h>
#include <k8s/base/result.h>

namespace k8s {

/// What a list may ask for.
struct ProtobufListLimits {
  std::size_t maxItemBytes = std::size_t{16} << 20;
  std::size_t maxEnvelopeBytes = std::size_t{1} << 20;  ///< All that is around the items
  /// All of the stream. There need not be a limit: what was handed out is not kept.
  std::uint64_t maxBytes = std::numeric_limits<std::uint64_t>::max();
};

/// Cuts a list in protobuf, in its envelope, wherever it was cut before, into its items. Nothing but the item that is under
/// way, and what is around the items, is held in memory.
///
/// ```
/// ProtobufListSplitter splitter;
/// ...
/// splitter.Feed(bytes);
/// for (auto item = splitter.Next(); item && item->has_value(); item = splitter.Next()) {
///   codec::ReadProtobuf(**item, corev1::Pod::kType, &pods.emplace_back());
/// }
/// ...
/// codec::ReadProtobuf(splitter.End().value(), corev1::PodList::kType, &list);  // its metadata; it has no items
/// ```
///
/// Nothing in the bytes tells that an answer is a list: that is what was asked for, or what the status of the answer says, or
/// the kind in the envelope at the end. After an Error every call returns it again.
///
/// Thread safety: for one thread at a time.
class ProtobufListSplitter {
 public:
  explicit ProtobufListSplitter(const ProtobufListLimits& limits = ProtobufListLimits()) : limits_(limits) {}

  /// Takes the next piece of the stream.
  void Feed(std::string_view bytes);

  /// The next item, in an envelope that does not tell its kind, valid until the next call of anything; nothing if more bytes
  /// are needed. kDecode: what is no list, or beyond the limits, with its place in the stream.
  Result<std::optional<std::string_view>> Next();

  /// The list without its items, in its envelope, once the stream has ended and Next() has given all that there is; valid until
  /// the next call of anything. kDecode: it was cut off.
  Result<std::string_view> End();

 private:
  struct Field;

  bool Open();
  std::optional<std::string_view> TakeField(const Field& field);
  bool ReadField(Field& field);
  bool ReadVarint(const char*& at, std::uint64_t& value);
  bool ReadLength(const char*& at, Field& field);
  void EnterList(const Field& field);
  bool Refuse(std::string_view what);

  std::uint64_t Offset() const { return discarded_ + position_; }
  bool IsInList() const { return Offset() < list_end_; }
  const char* At() const { return buffer_.data() + position_; }
  const char* BufferEnd() const { return buffer_.data() + buffer_.size(); }

  ProtobufListLimits limits_;
  std::string buffer_;
  std::uint64_t discarded_ = 0;  // bytes of the stream that were in front of the buffer
  std::size_t position_ = 0;     // in the buffer: what is next
  bool is_open_ = false;         // the envelope has begun
  bool had_list_ = false;
  std::uint64_t list_end_ = 0;  // in the stream
  std::string around_;          // the fields of the envelope, but for the list
  std::string list_;            // those of the list, but for the items
  std::string part_;            // what was handed out
  std::optional<Error> error_;
};

}  // namespace k8s
