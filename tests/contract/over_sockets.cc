#include <utility>

#include "contract/transport_contract.h"
#include "fakes/scripted_server.h"

namespace k8s::contract {
namespace {

class ChunkedAnswer final : public Answer {
 public:
  explicit ChunkedAnswer(fakes::Connection& connection) : connection_(connection) {}

  void Begin(int status, const Headers& headers) override {
    std::string head = "HTTP/1.1 " + std::to_string(status) + " Whatever\r\nTransfer-Encoding: chunked\r\n";
    for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
    connection_.Send(head + "\r\n");
  }
  void Write(std::string_view bytes) override { connection_.SendChunk(bytes); }
  void End() override { connection_.SendChunk({}); }
  void WaitUntilAbandoned() override { connection_.WaitUntilClosed(); }

 private:
  fakes::Connection& connection_;
};

fakes::Script AnswerBy(Handler handler) {
  return fakes::ForEachRequest(
      [handler = std::move(handler)](const fakes::ReceivedRequest& received, fakes::Connection& connection) {
        ChunkedAnswer answer(connection);
        handler({received.method, received.target, received.headers, received.body}, answer);
      });
}

}  // namespace

void Answer::Whole(int status, std::string_view body) {
  Begin(status, {});
  if (!body.empty()) Write(body);
  End();
}

TransportSubject OverSockets(std::string name, MakeTransport make) {
  const auto serve = [make](Handler handler) {
    const auto server = std::make_shared<fakes::ScriptedServer>(AnswerBy(std::move(handler)));
    return Served{server, make({.baseUrl = server->Url()}).value()};
  };
  return {std::move(name), serve, make};
}

std::shared_ptr<Transport> Contract::Make(const TransportOptions& options) const {
  auto transport = GetParam().make(options);
  if (!transport) ADD_FAILURE() << transport.error().ToString();
  return *transport;
}

Error Contract::MakeError(const TransportOptions& options) const {
  const auto transport = GetParam().make(options);
  if (!transport) return transport.error();
  ADD_FAILURE() << "it was made";
  return Error(ErrorCode::kUnknown, "");
}

Result<std::string> ReadAll(ByteStream& stream) {
  std::string all;
  while (true) {
    Result<std::string> bytes = stream.Read();
    if (!bytes) return bytes.error();
    if (bytes->empty()) return all;
    all += *bytes;
  }
}

}  // namespace k8s::contract
