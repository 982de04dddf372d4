#include <array>
#include <chrono>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>  // Boost 1.74 forgets it where it has coroutines

#include <boost/asio.hpp>
#include <boost/beast.hpp>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/identity.h>
#include <k8s/testkit/core/limits.h>
#include <k8s/testkit/http/channel.h>
#include <k8s/testkit/http/http_server.h>

namespace k8s::testkit::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

/// As much as one chunk of a stream holds, if there is more.
constexpr std::size_t kMaxChunk = 64 << 10;
/// How long a client may go on sending a request that was refused, so that it gets to read the answer.
constexpr std::chrono::seconds kLinger{2};
constexpr std::chrono::milliseconds kAcceptPause{100};

Request ToRequest(beast::http::request<beast::http::string_body> message) {
  Request request{.method = std::string(message.method_string()),
                  .target = std::string(message.target()),
                  .headers = {},
                  .body = std::move(message.body())};
  for (const auto& field : message) request.headers.Add(std::string(field.name_string()), std::string(field.value()));
  return request;
}

template <class Body>
beast::http::response<Body> HeadOf(const Response& response, bool keepAlive) {
  beast::http::response<Body> message;
  message.version(11);
  message.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  message.keep_alive(keepAlive);
  return message;
}

/// The way onto the server's thread for those who may come when it is gone.
class Mailbox {
 public:
  explicit Mailbox(asio::io_context& io) : io_(&io) {}

  template <class Task>
  void Post(Task task) {
    std::lock_guard lock(mutex_);
    if (io_ != nullptr) asio::post(*io_, std::move(task));
  }

  void Close() {
    std::lock_guard lock(mutex_);
    io_ = nullptr;
  }

 private:
  std::mutex mutex_;
  asio::io_context* io_;
};

/// One connection: its requests, one after the other. All of it happens on the server's thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Forget = std::function<void(const std::shared_ptr<Connection>&)>;

  /// `forget` is called when it has ended.
  Connection(tcp::socket socket, std::shared_ptr<Channel::Tls> tls, std::shared_ptr<core::Handler> handler,
             std::shared_ptr<Clock> clock, std::shared_ptr<Mailbox> mailbox, Forget forget)
      : handler_(std::move(handler)),
        clock_(std::move(clock)),
        mailbox_(std::move(mailbox)),
        forget_(std::move(forget)),
        channel_(std::move(socket), std::move(tls)),
        timer_(channel_.get_executor()) {
    error_code ignored;
    channel_.Raw().set_option(tcp::no_delay(true), ignored);
  }

  /// `tlsDelay`: how long it does nothing before it shakes hands, if it has TLS.
  void Begin(std::chrono::nanoseconds tlsDelay) {
    if (!channel_.HasTls()) return ReadRequest();
    if (tlsDelay == std::chrono::nanoseconds::zero()) return Handshake();
    WaitFor(tlsDelay, [](Connection& self) { self.Handshake(); });
  }

  void ReadRequest() {
    parser_.emplace();
    parser_->body_limit(core::kMaxBodyBytes);
    beast::http::async_read(channel_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) return self->Handle();
      self->Refuse(error);
    });
  }

  void Close() {
    if (!channel_.Raw().is_open()) return;
    error_code ignored;
    channel_.Raw().close(ignored);
    timer_.cancel();
    patience_.request_stop();
    stream_.reset();
    forget_(shared_from_this());
  }

 private:
  void Handshake() {
    channel_.AsyncHandshake([self = shared_from_this()](error_code error) {
      if (error) return self->Close();
      self->certified_name_ = self->channel_.CertifiedName();
      self->ReadRequest();
    });
  }

  /// Does something later, on the server's thread, unless the connection or this wait has ended by then.
  template <class Act>
  void WaitFor(std::chrono::nanoseconds time, Act act) {
    patience_.request_stop();
    patience_ = std::stop_source();
    const auto until = clock_->Now() + std::chrono::ceil<Clock::TimePoint::duration>(time);
    const auto onTime = [mailbox = mailbox_, weak = weak_from_this(), act](const Result<void>& waited) {
      if (!waited) return;
      mailbox->Post([weak, act] {
        if (const auto self = weak.lock()) act(*self);
      });
    };
    static_cast<void>(clock_->WaitUntilAsync(until, {.stop = patience_.get_token()}).Then(onTime));
  }

  void Handle() {
    keep_alive_ = parser_->get().keep_alive();
    Request request = ToRequest(parser_->release());
    core::SetCertifiedName(request.headers, certified_name_);
    handler_->Handle(request, [mailbox = mailbox_, weak = weak_from_this()](core::Answer answer) {
      mailbox->Post([weak, answer = std::move(answer)]() mutable {
        if (const auto self = weak.lock()) self->Answer(std::move(answer));
      });
    });
  }

  void Answer(core::Answer answer) {
    if (answer.fate == core::Fate::kReset) return Reset();
    if (answer.fate == core::Fate::kNeverComes) return Discard();
    if (answer.stream == nullptr) return WriteWhole(std::move(answer.head), keep_alive_);
    stream_ = std::move(answer.stream);
    WriteStreamHead(answer.head);
  }

  /// The client is not told that the connection ends, but that there is none.
  void Reset() {
    error_code ignored;
    channel_.Raw().set_option(asio::socket_base::linger(true, 0), ignored);
    Close();
  }

  /// What is no request at all is answered, if the client is still there to hear it, and ends the connection.
  void Refuse(error_code error) {
    if (error == beast::http::error::body_limit) {
      WriteWhole(core::ToResponse(core::BodyTooLarge()), false);
    } else if (error.category() == beast::http::make_error_code(beast::http::error::end_of_stream).category() &&
               error != beast::http::error::end_of_stream && error != beast::http::error::partial_message) {
      WriteWhole(core::ToResponse(core::BadRequest("malformed HTTP request: " + error.message())), false);
    } else {
      Close();
    }
  }

  void WriteWhole(Response response, bool keepAlive) {
    auto message = std::make_shared<beast::http::response<beast::http::string_body>>(
        HeadOf<beast::http::string_body>(response, keepAlive));
    message->body() = std::move(response.body);
    message->prepare_payload();
    beast::http::async_write(channel_, *message, [self = shared_from_this(), message](error_code error, std::size_t) {
      if (error) return self->Close();
      if (message->keep_alive()) return self->ReadRequest();
      self->Linger();
    });
  }

  /// Closing a socket with unread input resets the connection, and the client may lose the answer that it was just sent.
  void Linger() {
    Finish();
    Discard();
  }

  /// Leaves it to the client to close, for a while.
  void Finish() {
    if (channel_.HasTls()) {
      channel_.AsyncGoodbye([self = shared_from_this()](error_code) { self->Close(); });
    } else {
      error_code ignored;
      channel_.Raw().shutdown(tcp::socket::shutdown_send, ignored);
    }
    timer_.expires_after(kLinger);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->Close();
    });
  }

  /// Reads what nobody asked for until the client closes.
  void Discard() {
    channel_.async_read_some(asio::buffer(discarded_), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->Close();
      self->Discard();
    });
  }

  /// A stream is the last answer of its connection, so that the input can tell when the client goes away.
  void WriteStreamHead(const Response& head) {
    auto message =
        std::make_shared<beast::http::response<beast::http::empty_body>>(HeadOf<beast::http::empty_body>(head, false));
    message->chunked(true);
    auto serializer = std::make_shared<beast::http::response_serializer<beast::http::empty_body>>(*message);
    writing_ = true;
    beast::http::async_write_header(
        channel_, *serializer,
        [self = shared_from_this(), message, serializer](error_code error, std::size_t) { self->Written(error); });
    Discard();
  }

  void Written(error_code error) {
    writing_ = false;
    if (error) return Close();
    Pump();
  }

  /// Sends what the stream has; it is asked again when that is out, so a slow client slows nothing but its own stream.
  void Pump() {
    if (writing_ || stream_ == nullptr) return;
    std::string chunk;
    while (chunk.size() < kMaxChunk) {
      core::Stream::Step step = stream_->Next();
      if (step.state == core::Stream::State::kFrame) {
        chunk += step.frame;
      } else if (!chunk.empty()) {
        break;
      } else if (step.state == core::Stream::State::kEnd) {
        return WriteLastChunk();
      } else if (step.state == core::Stream::State::kBreak) {
        return Close();
      } else {
        return Await(step.patience);
      }
    }
    WriteChunk(std::move(chunk));
  }

  void Await(std::optional<std::chrono::nanoseconds> patience) {
    stream_->OnReady([mailbox = mailbox_, weak = weak_from_this()] {
      mailbox->Post([weak] {
        if (const auto self = weak.lock()) self->Pump();
      });
    });
    patience_.request_stop();
    if (patience) WaitFor(*patience, [](Connection& self) { self.Pump(); });
  }

  void WriteChunk(std::string bytes) {
    writing_ = true;
    chunk_ = std::move(bytes);
    asio::async_write(channel_, beast::http::make_chunk(asio::buffer(chunk_)),
                      [self = shared_from_this()](error_code error, std::size_t) { self->Written(error); });
  }

  void WriteLastChunk() {
    stream_.reset();
    asio::async_write(channel_, beast::http::make_chunk_last(), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->Close();
      self->Finish();
    });
  }

  std::shared_ptr<core::Handler> handler_;
  std::shared_ptr<Clock> clock_;
  std::shared_ptr<Mailbox> mailbox_;
  Forget forget_;
  Channel channel_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  std::string certified_name_;
  bool keep_alive_ = false;  ///< what the client of the current request wants
  std::array<char, 1024> discarded_;

  std::unique_ptr<core::Stream> stream_;  ///< the answer that goes on, if that is what is being sent
  std::stop_source patience_;             ///< ends the wait for its next piece, or for the handshake
  std::string chunk_;
  bool writing_ = false;
};

}  // namespace

/// The listening socket, the connections that it brought, and the thread of them all.
class HttpServer::Acceptor {
 public:
  Acceptor(std::shared_ptr<core::Handler> handler, std::shared_ptr<Clock> clock, std::chrono::nanoseconds tlsDelay)
      : handler_(std::move(handler)),
        clock_(std::move(clock)),
        tls_delay_(tlsDelay),
        socket_(io_),
        mailbox_(std::make_shared<Mailbox>(io_)) {}

  ~Acceptor() {
    asio::post(io_, [this] { CloseAll(); });
    if (thread_.joinable()) thread_.join();
    mailbox_->Close();
  }

  /// From now on only TLS.
  error_code UseTls(const TlsOptions& options) {
    auto tls = std::make_shared<Channel::Tls>(Channel::Tls::tls_server);
    SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_TICKET);  // no session is resumed: each client shows its certificate
    SSL_CTX_set_session_cache_mode(tls->native_handle(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(tls->native_handle(), 0);
    error_code error;
    tls->use_certificate_chain(asio::buffer(options.server.certificate), error);
    if (!error) tls->use_private_key(asio::buffer(options.server.key), Channel::Tls::pem, error);
    if (!error) tls->add_certificate_authority(asio::buffer(options.clientAuthority), error);
    if (!error) tls->set_verify_mode(asio::ssl::verify_peer, error);  // those who show no certificate may come in, too
    tls_ = std::move(tls);
    return error;
  }

  error_code Listen(std::uint16_t port) {
    const tcp::endpoint loopback(asio::ip::address_v4::loopback(), port);
    error_code error;
    socket_.open(loopback.protocol(), error);
    if (!error) socket_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) socket_.bind(loopback, error);
    if (!error) socket_.listen(asio::socket_base::max_listen_connections, error);
    return error;
  }

  void Run() {
    port_ = socket_.local_endpoint().port();
    Accept();
    thread_ = std::thread([this] { RunAll(); });
  }

  std::uint16_t Port() const { return port_; }

 private:
  void Accept() {
    socket_.async_accept([this](error_code error, tcp::socket socket) {
      if (!socket_.is_open()) return;
      if (error) return AcceptLater();
      Open(std::move(socket));
      Accept();
    });
  }

  /// Out of file descriptors, most likely: trying again at once would only burn time.
  void AcceptLater() {
    retry_.expires_after(kAcceptPause);
    retry_.async_wait([this](error_code error) {
      if (!error) Accept();
    });
  }

  void Open(tcp::socket socket) {
    auto connection = std::make_shared<Connection>(std::move(socket), tls_, handler_, clock_, mailbox_,
                                                   [this](const auto& ended) { connections_.erase(ended); });
    connections_.insert(connection);
    connection->Begin(tls_delay_);
  }

  /// Leaves the thread nothing to wait for.
  void CloseAll() {
    error_code ignored;
    socket_.close(ignored);
    retry_.cancel();
    const auto open = connections_;  // closing one takes it off the set
    for (const auto& connection : open) connection->Close();
  }

  void RunAll() {
    while (true) {
      try {
        io_.run();
        return;
      } catch (const std::exception&) {
        // Out of memory, most likely: that connection is lost, the others go on.
      }
    }
  }

  std::shared_ptr<core::Handler> handler_;
  std::shared_ptr<Clock> clock_;
  const std::chrono::nanoseconds tls_delay_;
  std::shared_ptr<Channel::Tls> tls_;  ///< null: HTTP without it
  asio::io_context io_{1};
  tcp::acceptor socket_;
  asio::steady_timer retry_{io_};
  std::shared_ptr<Mailbox> mailbox_;
  std::set<std::shared_ptr<Connection>> connections_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Result<std::unique_ptr<HttpServer>> HttpServer::Start(std::shared_ptr<core::Handler> handler, std::shared_ptr<Clock> clock,
                                                      const HttpOptions& options) {
  const auto tlsDelay = options.tls ? options.tls->delay : std::chrono::nanoseconds::zero();
  auto acceptor = std::make_unique<Acceptor>(std::move(handler), std::move(clock), tlsDelay);
  if (options.tls) {
    if (const error_code error = acceptor->UseTls(*options.tls)) {
      return Error(ErrorCode::kInternal, "preparing TLS: " + error.message());
    }
  }
  if (const error_code error = acceptor->Listen(options.port)) {
    return Error(ErrorCode::kUnavailable, "listening on 127.0.0.1:" + std::to_string(options.port) + ": " + error.message());
  }
  acceptor->Run();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(acceptor)));
}

HttpServer::HttpServer(std::unique_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::Port() const { return acceptor_->Port(); }

}  // namespace k8s::testkit::http
