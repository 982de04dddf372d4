#include <cstddef>

#include <fmt/format.h>

#include <k8s/codec/json.h>
#include <k8s/codec/json_reader.h>
#include <k8s/meta/quoted.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/watch.h>

namespace k8s::internal {
namespace {

// As client-go's: objects are at most some 1.5 MB in etcd, a frame with one can hardly be ten times that.
constexpr std::size_t kMaxObjectBytes = std::size_t{16} << 20;

std::optional<WatchEventType> TypeOf(std::string_view name) {
  if (name == "ADDED") return WatchEventType::kAdded;
  if (name == "MODIFIED") return WatchEventType::kModified;
  if (name == "DELETED") return WatchEventType::kDeleted;
  if (name == "BOOKMARK") return WatchEventType::kBookmark;
  return std::nullopt;
}

// An ERROR event carries the Status that an answer would have had as its body.
Error ErrorOf(std::string_view object) { return ErrorFromResponse(Response{.status = 0, .body = std::string(object)}, "GET"); }

}  // namespace

WatchCore::WatchCore(std::unique_ptr<ByteStream> stream, std::shared_ptr<Executor> executor, std::string action)
    : stream_(std::move(stream)),
      executor_(std::move(executor)),
      action_(std::move(action)),
      frames_(codec::JsonStreamSplitter::ForWatch({.maxPartBytes = kMaxObjectBytes})) {}

Error WatchCore::Closed() { return Error(ErrorCode::kCancelled, "the watch was closed"); }

Result<std::optional<WatchCore::RawEvent>> WatchCore::Next() {
  while (true) {
    if (auto event = TakeBuffered(); !event || event->has_value()) return event;
    Result<std::string> bytes = stream_->Read();
    if (!bytes) return bytes.error().WithContext(action_);
    if (bytes->empty()) return AtEnd();
    frames_.Feed(*bytes);
  }
}

Future<std::optional<WatchCore::RawEvent>> WatchCore::NextAsync() { return NextOf(weak_from_this()); }

// Waits without owning the watch, so that closing it ends the wait.
Future<std::optional<WatchCore::RawEvent>> WatchCore::NextOf(std::weak_ptr<WatchCore> watch) {
  auto self = watch.lock();
  while (self) {
    if (auto event = self->TakeBuffered(); !event || event->has_value()) co_return std::move(event);
    Future<std::string> reading = self->stream_->ReadAsync().On(self->executor_);
    self.reset();
    const Result<std::string> bytes = co_await reading;
    self = watch.lock();
    if (!self) break;
    if (!bytes) co_return bytes.error().WithContext(self->action_);
    if (bytes->empty()) co_return self->AtEnd();
    self->frames_.Feed(*bytes);
  }
  co_return Closed();
}

Result<void> WatchCore::Decode(const RawEvent& event, const codec::Type& type, void* out) const {
  return codec::ReadJson(event.object, type, out).transform_error([&](const Error& error) {
    return error.WithContext(action_ + ": reading the object of an event");
  });
}

Result<std::optional<WatchCore::RawEvent>> WatchCore::TakeBuffered() {
  const Result<std::optional<codec::JsonStreamPart>> frame = frames_.Next();
  if (!frame) return frame.error().WithContext(action_);
  if (!frame->has_value()) return std::optional<RawEvent>();
  return Parse(**frame).transform([](RawEvent&& event) { return std::optional(event); });
}

Result<std::optional<WatchCore::RawEvent>> WatchCore::AtEnd() {
  if (frames_.IsComplete()) return std::optional<RawEvent>();
  return Error(ErrorCode::kUnavailable, fmt::format("{}: the stream ended within an event", action_));
}

Result<WatchCore::RawEvent> WatchCore::Parse(const codec::JsonStreamPart& frame) const {
  codec::JsonReader reader(frame.envelope, codec::JsonReader::kDepthLimit);
  std::string type;
  std::string_view key;
  if (reader.EnterObject()) {
    while (reader.NextMember(key)) key == "type" ? reader.ReadString(type) : reader.Skip();
  }
  if (!reader.ReadEnd()) {
    return Error(ErrorCode::kDecode,
                 fmt::format("{}: an event that is no JSON: {} at byte {} of it", action_, reader.Message(), reader.Offset()));
  }
  if (type == "ERROR") return ErrorOf(frame.object).WithContext(action_);
  const std::optional<WatchEventType> known = TypeOf(type);
  if (!known)
    return Error(ErrorCode::kDecode, fmt::format("{}: an event of the unknown type {}", action_, internal::Quoted(type)));
  return RawEvent{*known, frame.object};
}

}  // namespace k8s::internal
