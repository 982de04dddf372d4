#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include <k8s/base/clock.h>
#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/handler.h>
#include <k8s/testkit/http/channel.h>
#include <k8s/testkit/http/mailbox.h>
#include <k8s/testkit/http/request_reader.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::http {

/// What connections need of their server.
struct ConnectionLinks {
  std::shared_ptr<core::Handler> handler;
  std::shared_ptr<Clock> clock;
  std::shared_ptr<Mailbox> mailbox;
};

/// One connection: its requests, one after the other. All of it happens on the server's thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Forget = std::function<void(const std::shared_ptr<Connection>&)>;

  /// `forget` is called when it has ended.
  Connection(Channel::Socket socket, std::shared_ptr<TlsContext> tls, ConnectionLinks links, Forget forget);

  /// `tlsDelay`: how long it does nothing before it shakes hands, if it has TLS.
  void Begin(std::chrono::nanoseconds tlsDelay);
  void Close();

 private:
  using Act = void (Connection::*)();
  using State = RequestReader::State;

  void Handshake();
  /// Does `act` later, on the server's thread, unless the connection or this wait has ended by then.
  void WaitFor(std::chrono::nanoseconds time, Act act);

  void ReadRequest(std::string_view bytes = {});
  void ReadMore();
  void Handle();
  void Answer(core::Answer answer);
  void Reset();
  void Refuse(const core::Failure& failure);
  void WriteWhole(const Response& response, bool keepAlive);
  void Finish();
  void Discard();

  void WriteStreamHead(const Response& head);
  void WritePiece(std::string bytes);
  void Pump();
  void Await(std::optional<std::chrono::nanoseconds> patience);
  void WriteLastChunk();

  const ConnectionLinks links_;
  Forget forget_;
  Channel channel_;
  boost::asio::steady_timer timer_;
  RequestReader reader_;
  std::array<char, 16 << 10> input_;
  std::string output_;  ///< what is being written
  std::string certified_name_;

  std::unique_ptr<core::Stream> stream_;  ///< the answer that goes on, if that is what is being sent
  std::stop_source patience_;             ///< ends the wait for its next piece, or for the handshake
  bool writing_ = false;                  ///< a piece of it is on its way
};

}  // namespace k8s::testkit::http
