#include <fmt/format.h>

#include <k8s/meta/quoted.h>
#include <k8s/rest/object_body.h>
#include <k8s/rest/resource_core.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/watch.h>

namespace k8s::internal {
namespace {

std::optional<WatchEventType> TypeOf(std::string_view name) {
  if (name == "ADDED") return WatchEventType::kAdded;
  if (name == "MODIFIED") return WatchEventType::kModified;
  if (name == "DELETED") return WatchEventType::kDeleted;
  if (name == "BOOKMARK") return WatchEventType::kBookmark;
  return std::nullopt;
}

// An ERROR event carries the Status that an answer would have had as its body.
Error ErrorOf(std::string_view object, const Response& head) {
  return ErrorFromResponse(Response{.status = 0, .body = std::string(object), .secrets = head.secrets}, "GET");
}

}  // namespace

Result<std::shared_ptr<WatchCore>> WatchCore::Over(std::unique_ptr<ByteStream> stream, std::shared_ptr<Executor> executor,
                                                   std::string action) {
  const Result<ContentType> form = WatchFrames::FormOf(stream->Head());
  if (!form) return Discreet(form.error(), stream->Head()).WithContext(action);
  return std::make_shared<WatchCore>(std::move(stream), WatchFrames(*form), std::move(executor), std::move(action));
}

WatchCore::WatchCore(std::unique_ptr<ByteStream> stream, WatchFrames frames, std::shared_ptr<Executor> executor,
                     std::string action)
    : stream_(std::move(stream)), frames_(std::move(frames)), executor_(std::move(executor)), action_(std::move(action)) {}

Error WatchCore::Closed() { return Error(ErrorCode::kCancelled, "the watch was closed"); }

Result<std::optional<WatchCore::RawEvent>> WatchCore::Next() {
  while (true) {
    if (auto event = NextBuffered(); !event || event->has_value()) return event;
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
    if (auto event = self->NextBuffered(); !event || event->has_value()) co_return std::move(event);
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
  return ReadBody(event.object, type, out).transform_error([&](const Error& error) {
    return Told(error.WithContext("reading the object of an event"));
  });
}

Result<std::optional<WatchCore::RawEvent>> WatchCore::NextBuffered() {
  const Result<std::optional<WatchFrame>> frame = frames_.Next();
  if (!frame) return Told(frame.error());
  if (!frame->has_value()) return std::optional<RawEvent>();
  return EventOf(**frame).transform([](RawEvent&& event) { return std::optional(event); });
}

Result<std::optional<WatchCore::RawEvent>> WatchCore::AtEnd() {
  if (frames_.IsComplete()) return std::optional<RawEvent>();
  return Error(ErrorCode::kUnavailable, fmt::format("{}: the stream ended within an event", action_));
}

Result<WatchCore::RawEvent> WatchCore::EventOf(const WatchFrame& frame) const {
  if (frame.type == "ERROR") return ErrorOf(frame.object, stream_->Head()).WithContext(action_);
  const std::optional<WatchEventType> known = TypeOf(frame.type);
  if (known) return RawEvent{*known, frame.object};
  return Told(Error(ErrorCode::kDecode, fmt::format("an event of the unknown type {}", Quoted(frame.type))));
}

// Data is the server's own affair; what is said of it is ours.
Error WatchCore::Told(const Error& error) const { return Discreet(error, stream_->Head()).WithContext(action_); }

}  // namespace k8s::internal
