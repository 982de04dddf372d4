#include <algorithm>

#include <fmt/format.h>

#include <k8s/codec/envelope_format.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/protobuf_list.h>
#include <k8s/codec/reverse_buffer.h>
#include <k8s/codec/wire.h>

namespace k8s {
namespace {

using codec::wire::Delimiting;

constexpr std::uint32_t kContentTag = codec::wire::TextTag(codec::envelope::kRaw);

// All lists have their items by this number, and it is that of an envelope's content: as it is, the field of an item can stand
// in an envelope.
constexpr std::uint32_t kItemTag = codec::wire::TextTag(2);
static_assert(kItemTag == kContentTag);

}  // namespace

// One whose beginning is there.
struct ProtobufListSplitter::Field {
  std::uint32_t tag = 0;
  std::size_t header = 0;     // bytes in front of the content: the tag, and the length
  std::uint64_t content = 0;  // bytes
};

void ProtobufListSplitter::Feed(std::string_view bytes) {
  if (error_) return;
  buffer_.erase(0, position_);
  discarded_ += position_;
  position_ = 0;
  buffer_.append(bytes);
  if (discarded_ + buffer_.size() > limits_.maxBytes) {
    error_ = Error(ErrorCode::kDecode, fmt::format("a stream of more than {} bytes", limits_.maxBytes));
  }
}

Result<std::optional<std::string_view>> ProtobufListSplitter::Next() {
  std::optional<std::string_view> item;
  while (!error_ && !item) {
    Field field;
    if (!Open() || !ReadField(field)) break;
    item = TakeField(field);
  }
  if (error_) return *error_;
  return item;
}

Result<std::string_view> ProtobufListSplitter::End() {
  if (!error_ && (!is_open_ || IsInList() || position_ != buffer_.size())) Refuse("a list that was cut off");
  if (error_) return *error_;
  codec::ReverseBuffer content;
  content.Text(kContentTag, list_);
  part_ = codec::envelope::kMagic;
  part_ += around_;
  content.AppendTo(part_);
  return part_;
}

// False if more bytes are needed, or what is there is no envelope.
bool ProtobufListSplitter::Open() {
  if (is_open_) return true;
  const std::string_view magic = codec::envelope::kMagic;
  const std::string_view begin = std::string_view(buffer_).substr(0, magic.size());
  if (!magic.starts_with(begin)) return Refuse("it does not begin with k8s and a zero");
  is_open_ = begin.size() == magic.size();
  if (is_open_) position_ = magic.size();
  return is_open_;
}

// An item, if it is one.
std::optional<std::string_view> ProtobufListSplitter::TakeField(const Field& field) {
  if (!IsInList() && field.tag == kContentTag) {
    EnterList(field);
    return std::nullopt;
  }
  const std::string_view whole(At(), field.header + field.content);
  const bool isItem = IsInList() && field.tag == kItemTag;
  if (isItem) part_ = codec::envelope::kMagic;
  (isItem ? part_ : IsInList() ? list_ : around_) += whole;
  position_ += whole.size();
  return isItem ? std::optional<std::string_view>(part_) : std::nullopt;
}

void ProtobufListSplitter::EnterList(const Field& field) {
  if (had_list_) {
    Refuse("a second list");
    return;
  }
  position_ += field.header;
  had_list_ = true;
  list_end_ = Offset() + field.content;
}

// False if more bytes are needed, or what is there is no field that may be there. Of the list the header is enough.
bool ProtobufListSplitter::ReadField(Field& field) {
  const char* at = At();
  std::uint64_t tag = 0;
  if (!ReadVarint(at, tag)) return false;
  field.tag = static_cast<std::uint32_t>(tag);
  if (tag != field.tag || codec::wire::NumberOf(field.tag) == 0) return Refuse("a broken field");
  if (!ReadLength(at, field)) return false;
  field.header = static_cast<std::size_t>(at - At());
  if (!IsInList() && field.tag == kContentTag) return true;

  const bool isItem = IsInList() && field.tag == kItemTag;
  if (isItem && field.content > limits_.maxItemBytes) {
    return Refuse(fmt::format("an item of more than {} bytes", limits_.maxItemBytes));
  }
  const std::size_t left = limits_.maxEnvelopeBytes - around_.size() - list_.size();
  if (!isItem && (field.content > left || field.header > left - field.content)) {
    return Refuse(fmt::format("more than {} bytes around the items", limits_.maxEnvelopeBytes));
  }
  if (IsInList() && field.content > list_end_ - Offset() - field.header) return Refuse("a field that is longer than the list");
  return field.content <= static_cast<std::size_t>(BufferEnd() - at);
}

// False if more bytes are needed, or what is there is none.
bool ProtobufListSplitter::ReadVarint(const char*& at, std::uint64_t& value) {
  const auto inBuffer = static_cast<std::uint64_t>(BufferEnd() - at);
  const auto before = static_cast<std::uint64_t>(at - At());
  const std::uint64_t inList = IsInList() ? list_end_ - Offset() - before : inBuffer;
  const char* behind = codec::wire::ReadVarint(at, at + std::min(inBuffer, inList), value);
  if (behind == nullptr && (inBuffer >= codec::wire::kMaxVarint || (IsInList() && inList <= inBuffer)))
    Refuse("a broken field");
  if (behind == nullptr) return false;
  at = behind;
  return true;
}

// As ReadVarint(): how long the content of a field is. A number is part of the header.
bool ProtobufListSplitter::ReadLength(const char*& at, Field& field) {
  std::uint64_t ignored = 0;
  switch (codec::wire::DelimitingOf(field.tag)) {
    case Delimiting::kVarint: return ReadVarint(at, ignored);
    case Delimiting::kLength: return ReadVarint(at, field.content);
    case Delimiting::kEight: field.content = 8; return true;
    case Delimiting::kFour: field.content = 4; return true;
    default: return Refuse("a group");
  }
}

bool ProtobufListSplitter::Refuse(std::string_view what) {
  if (!error_) error_ = Error(ErrorCode::kDecode, fmt::format("no list in protobuf: {} at byte {}", what, Offset()));
  return false;
}

}  // namespace k8s
