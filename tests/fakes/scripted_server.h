#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fakes/event.h"

#include <k8s/transport/transport.h>

struct ssl_ctx_st;
struct ssl_st;

namespace k8s::fakes {

/// How a server secures its connections.
struct ServerTls {
  std::string certificatePem;  ///< With intermediates, if there are any
  std::string keyPem;
  std::string clientCaPem = {};  ///< Not empty: clients must show a certificate of this authority
  int newestVersion = 0;         ///< As OpenSSL's TLS1_1_VERSION; 0: whatever it knows
};

/// A request as it arrived.
struct ReceivedRequest {
  int connection = 0;  ///< Counted from 0 in the order of acceptance
  std::string method = {};
  std::string target = {};
  Headers headers = {};
  std::string body = {};
};

class ScriptedServer;

/// The server's end of a connection, in the hands of a script. Where the client is gone, or the server is being destroyed,
/// what waits throws Gone, which ends the script.
class Connection {
 public:
  struct Gone final : std::exception {};

  Connection(ScriptedServer& server, int index, int socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int Index() const { return index_; }

  ReceivedRequest ReadRequest();
  std::string ReadExactly(std::size_t size);
  void Send(std::string_view bytes);
  /// A whole answer with a Content-Length; `headers` are lines with their line breaks.
  void Respond(std::string_view body, std::string_view status = "200 OK", std::string_view headers = {});
  void SendChunk(std::string_view bytes);

  void WaitFor(Event& event);
  /// Until the client closes, however much it sends before.
  void WaitUntilClosed();

  /// Goes on under TLS, as a proxy does.
  void StartTls(const ServerTls& tls);
  /// The name the client asked for in its TLS handshake; empty: none.
  std::string RequestedServerName() const;

  void Close();  ///< Sends a FIN
  void Reset();  ///< Sends a RST

 private:
  enum class Direction { kRead, kWrite };
  void WaitForSocket(Direction direction);
  /// Zero at the end.
  std::size_t ReadSome(char* to, std::size_t size);
  std::size_t WriteSome(std::string_view bytes);
  std::string ReadUntil(std::string_view delimiter);
  std::string ReadBody(const Headers& headers);
  void Fill();

  ScriptedServer& server_;
  const int index_;
  int socket_;
  std::shared_ptr<ssl_ctx_st> tls_context_;
  std::shared_ptr<ssl_st> tls_;
  std::string buffer_;
};

/// Does with a connection what a test wants; the connection is closed when it returns.
using Script = std::function<void(Connection&)>;

/// Answers each request on a connection by `answer`, until the client closes it.
Script ForEachRequest(std::function<void(const ReceivedRequest&, Connection&)> answer);

/// An HTTP server on the loopback that does exactly as it is told, mistakes included: each connection runs a script on a
/// thread of its own.
class ScriptedServer {
 public:
  /// The first connection runs the first script and so on, the last script all that follow.
  explicit ScriptedServer(std::vector<Script> scripts, std::optional<ServerTls> tls = {}, std::string host = "127.0.0.1");
  explicit ScriptedServer(Script script, std::optional<ServerTls> tls = {}, std::string host = "127.0.0.1");
  /// Ends all scripts.
  ~ScriptedServer();

  const std::string& Url() const { return url_; }
  int Port() const { return port_; }

  std::vector<ReceivedRequest> Requests() const;
  int Connections() const;

 private:
  friend class Connection;

  void Accept();
  void Run(Connection& connection);
  void Record(const ReceivedRequest& request);

  const std::vector<Script> scripts_;
  const std::optional<ServerTls> tls_;
  int listener_ = -1;
  int port_ = 0;
  std::string url_;
  Event stop_;

  mutable std::mutex mutex_;
  std::vector<ReceivedRequest> requests_;
  std::list<Connection> connections_;

  std::vector<std::thread> scripts_running_;  // touched by the acceptor, and once that is joined
  std::thread acceptor_;
};

/// A port on which no connection is ever established, nor refused.
class UnansweringPort {
 public:
  UnansweringPort();
  ~UnansweringPort();
  UnansweringPort(const UnansweringPort&) = delete;
  UnansweringPort& operator=(const UnansweringPort&) = delete;

  int Port() const { return port_; }

 private:
  int port_ = 0;
  std::vector<int> sockets_;
};

/// A port on which nobody listens.
int RefusingPort();

}  // namespace k8s::fakes
