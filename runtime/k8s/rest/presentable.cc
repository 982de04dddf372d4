#include <cstddef>
#include <string>
#include <utility>

#include <k8s/rest/presentable.h>

namespace k8s::internal {
namespace {

using Stream = std::unique_ptr<ByteStream>;

constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

Response WithSecrets(Response response, SentSecrets secrets) {
  response.secrets = std::make_shared<const SentSecrets>(std::move(secrets));
  return response;
}

// A stream that is there already.
class KnownStream final : public ByteStream {
 public:
  explicit KnownStream(Response whole) : head_(std::move(whole)), body_(std::exchange(head_.body, {})) {}

  const Response& Head() const override { return head_; }
  Future<std::string> ReadAsync() override { return Future<std::string>(Result<std::string>(std::exchange(body_, {}))); }

 private:
  Response head_;
  std::string body_;
};

// A stream under another head.
class HeadedStream final : public ByteStream {
 public:
  HeadedStream(Response head, Stream body) : head_(std::move(head)), body_(std::move(body)) {}

  const Response& Head() const override { return head_; }
  Future<std::string> ReadAsync() override { return body_->ReadAsync(); }
  Result<std::string> Read() override { return body_->Read(); }

 private:
  const Response head_;
  const Stream body_;
};

// False at the end of a body, and when it broke off: what came of it has to do.
bool Append(const Result<std::string>& bytes, Response& response) {
  if (!bytes || bytes->empty()) return false;
  response.body += *bytes;
  return response.body.size() < kMaxBytes;
}

}  // namespace

bool IsSuccess(const Response& response) { return response.status >= 200 && response.status < 300; }

Result<Response> Presentable(Result<Response> answer, SentSecrets secrets) {
  if (!answer) return answer;
  return WithSecrets(*std::move(answer), std::move(secrets));
}

Result<Stream> Presentable(Result<Stream> answer, SentSecrets secrets) {
  if (!answer) return answer;
  Response head = WithSecrets((*answer)->Head(), std::move(secrets));
  if (IsSuccess(head)) return std::make_unique<HeadedStream>(std::move(head), *std::move(answer));
  while (Append((*answer)->Read(), head)) continue;
  return std::make_unique<KnownStream>(std::move(head));
}

Future<Response> PresentableLater(Result<Response> answer, SentSecrets secrets, std::shared_ptr<Executor>) {
  return Future<Response>(Presentable(std::move(answer), std::move(secrets)));
}

Future<Stream> PresentableLater(Result<Stream> answer, SentSecrets secrets, std::shared_ptr<Executor> executor) {
  if (!answer || IsSuccess((*answer)->Head())) co_return Presentable(std::move(answer), std::move(secrets));
  Response whole = WithSecrets((*answer)->Head(), std::move(secrets));
  while (true) {
    Future<std::string> reading = (*answer)->ReadAsync().On(executor);
    const Result<std::string> bytes = co_await reading;
    if (!Append(bytes, whole)) break;
  }
  co_return std::make_unique<KnownStream>(std::move(whole));
}

}  // namespace k8s::internal
