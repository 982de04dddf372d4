#include <utility>

#include <k8s/rest/line_buffer.h>
#include <k8s/rest/text_stream.h>

namespace k8s {
namespace {

constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;

Error Closed() { return Error(ErrorCode::kCancelled, "the stream was closed"); }

}  // namespace

namespace internal {

class TextStreamCore : public std::enable_shared_from_this<TextStreamCore> {
 public:
  TextStreamCore(std::unique_ptr<ByteStream> stream, std::shared_ptr<Executor> executor, std::string action)
      : stream_(std::move(stream)), executor_(std::move(executor)), action_(std::move(action)) {}

  Result<std::string> Read() {
    if (std::string buffered = lines_.TakeAll(); !buffered.empty()) return buffered;
    return Told(stream_->Read());
  }

  Future<std::string> ReadAsync() {
    if (std::string buffered = lines_.TakeAll(); !buffered.empty()) return Future<std::string>(std::move(buffered));
    return stream_->ReadAsync().On(executor_).Then([weak = weak_from_this()](Result<std::string> bytes) -> Result<std::string> {
      const auto self = weak.lock();
      if (!self) return Closed();
      return self->Told(std::move(bytes));
    });
  }

  Result<std::optional<std::string>> Next() {
    while (true) {
      if (auto line = Told(lines_.Next()); !line || line->has_value()) return line;
      const Result<std::string> bytes = Told(stream_->Read());
      if (!bytes) return bytes.error();
      if (bytes->empty()) return lines_.Last();
      lines_.Feed(*bytes);
    }
  }

  // Waits without owning the stream, so that closing it ends the wait.
  static Future<std::optional<std::string>> NextOf(std::weak_ptr<TextStreamCore> weak) {
    auto self = weak.lock();
    while (self) {
      if (auto line = self->Told(self->lines_.Next()); !line || line->has_value()) co_return line;
      Future<std::string> reading = self->stream_->ReadAsync().On(self->executor_);
      self.reset();
      Result<std::string> bytes = co_await reading;
      self = weak.lock();
      if (!self) break;
      if (!bytes) co_return self->Told(std::move(bytes)).error();
      if (bytes->empty()) co_return self->lines_.Last();
      self->lines_.Feed(*bytes);
    }
    co_return Closed();
  }

 private:
  template <class T>
  Result<T> Told(Result<T> result) const {
    return std::move(result).transform_error([this](const Error& error) { return error.WithContext(action_); });
  }

  std::unique_ptr<ByteStream> stream_;
  std::shared_ptr<Executor> executor_;
  std::string action_;
  LineBuffer lines_{kMaxLineBytes};
};

}  // namespace internal

Result<TextStream> TextStream::Over(Result<std::unique_ptr<ByteStream>> stream, std::shared_ptr<Executor> executor,
                                    std::string action) {
  if (!stream) return stream.error();
  return TextStream(std::move(*stream), std::move(executor), std::move(action));
}

TextStream::TextStream(std::unique_ptr<ByteStream> stream, std::shared_ptr<Executor> executor, std::string action)
    : core_(std::make_shared<internal::TextStreamCore>(std::move(stream), std::move(executor), std::move(action))) {}

TextStream::TextStream(TextStream&&) noexcept = default;
TextStream& TextStream::operator=(TextStream&&) noexcept = default;
TextStream::~TextStream() = default;

Result<std::string> TextStream::Read() { return core_->Read(); }
Future<std::string> TextStream::ReadAsync() { return core_->ReadAsync(); }
Result<std::optional<std::string>> TextStream::Next() { return core_->Next(); }
Future<std::optional<std::string>> TextStream::NextAsync() { return internal::TextStreamCore::NextOf(core_); }

}  // namespace k8s
