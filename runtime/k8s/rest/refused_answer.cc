#include <cstddef>
#include <string>
#include <utility>

#include <k8s/rest/refused_answer.h>

namespace k8s::internal {
namespace {

using Stream = std::unique_ptr<ByteStream>;

constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

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

// False at the end of a body, and when it broke off: what came of it has to do.
bool Append(const Result<std::string>& bytes, Response& response) {
  if (!bytes || bytes->empty()) return false;
  response.body += *bytes;
  return response.body.size() < kMaxBytes;
}

Stream Known(Response whole, const SentSecrets& secrets) {
  secrets.BlotIn(whole);
  return std::make_unique<KnownStream>(std::move(whole));
}

}  // namespace

bool IsSuccess(const Response& response) { return response.status >= 200 && response.status < 300; }

Result<Response> Presentable(Result<Response> answer, const SentSecrets& secrets) {
  if (answer && !IsSuccess(*answer)) secrets.BlotIn(*answer);
  return answer;
}

Result<Stream> Presentable(Result<Stream> answer, const SentSecrets& secrets) {
  if (!answer || IsSuccess((*answer)->Head())) return answer;
  Response whole = (*answer)->Head();
  while (Append((*answer)->Read(), whole)) continue;
  return Known(std::move(whole), secrets);
}

Future<Response> PresentableLater(Result<Response> answer, SentSecrets secrets, std::shared_ptr<Executor>) {
  return Future<Response>(Presentable(std::move(answer), secrets));
}

Future<Stream> PresentableLater(Result<Stream> answer, SentSecrets secrets, std::shared_ptr<Executor> executor) {
  if (!answer || IsSuccess((*answer)->Head())) co_return std::move(answer);
  Response whole = (*answer)->Head();
  while (true) {
    Future<std::string> reading = (*answer)->ReadAsync().On(executor);
    const Result<std::string> bytes = co_await reading;
    if (!Append(bytes, whole)) break;
  }
  co_return Known(std::move(whole), secrets);
}

}  // namespace k8s::internal
