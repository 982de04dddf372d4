#include <array>
#include <chrono>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>  // Boost 1.74 forgets it where it has coroutines
#include <vector>

#include <boost/asio.hpp>
#include <boost/beast.hpp>

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

/// One connection: its requests, one after the other. It lives as long as one of its operations is pending.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, std::shared_ptr<core::Server> server, std::shared_ptr<Mailbox> mailbox)
      : server_(std::move(server)), mailbox_(std::move(mailbox)), socket_(std::move(socket)), timer_(socket_.get_executor()) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
  }

  void ReadRequest() {
    parser_.emplace();
    parser_->body_limit(core::Server::kMaxBodyBytes);
    beast::http::async_read(socket_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) return self->Answer();
      self->Refuse(error);
    });
  }

  /// Ends all operations, and so the connection.
  void Close() {
    error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
    stream_.reset();
  }

 private:
  void Answer() {
    const bool keepAlive = parser_->get().keep_alive();
    core::Answer answer = server_->Handle(ToRequest(parser_->release()));
    if (answer.stream == nullptr) return WriteWhole(std::move(answer.head), keepAlive);
    stream_ = std::move(answer.stream);
    WriteStreamHead(answer.head);
  }

  /// What is no request at all is answered, if the client is still there to hear it, and ends the connection.
  void Refuse(error_code error) {
    if (error == beast::http::error::body_limit) {
      const std::string limit = std::to_string(core::Server::kMaxBodyBytes);
      WriteWhole(core::ToResponse(core::TooLarge("Request entity too large: limit is " + limit)), false);
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
    beast::http::async_write(socket_, *message, [self = shared_from_this(), message](error_code error, std::size_t) {
      if (error) return self->Close();
      if (message->keep_alive()) return self->ReadRequest();
      self->Linger();
    });
  }

  /// Closing a socket with unread input resets the connection, and the client may lose the answer that it was just sent.
  void Linger() {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    timer_.expires_after(kLinger);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->Close();
    });
    Discard();
  }

  /// Reads what nobody asked for until the client closes.
  void Discard() {
    socket_.async_read_some(asio::buffer(discarded_), [self = shared_from_this()](error_code error, std::size_t) {
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
        socket_, *serializer,
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
    if (!patience) return;
    timer_.expires_after(std::chrono::ceil<std::chrono::steady_clock::duration>(*patience));
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->Pump();
    });
  }

  void WriteChunk(std::string bytes) {
    writing_ = true;
    chunk_ = std::move(bytes);
    asio::async_write(socket_, beast::http::make_chunk(asio::buffer(chunk_)),
                      [self = shared_from_this()](error_code error, std::size_t) { self->Written(error); });
  }

  void WriteLastChunk() {
    stream_.reset();
    asio::async_write(socket_, beast::http::make_chunk_last(), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->Close();
      error_code ignored;
      self->socket_.shutdown(tcp::socket::shutdown_send, ignored);
    });
  }

  std::shared_ptr<core::Server> server_;
  std::shared_ptr<Mailbox> mailbox_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  std::array<char, 1024> discarded_;

  std::unique_ptr<core::Stream> stream_;  ///< the answer that goes on, if that is what is being sent
  std::string chunk_;
  bool writing_ = false;
};

}  // namespace

/// The listening socket, the connections that it brought, and the thread of them all.
class HttpServer::Acceptor {
 public:
  explicit Acceptor(std::shared_ptr<core::Server> server)
      : server_(std::move(server)), socket_(io_), mailbox_(std::make_shared<Mailbox>(io_)) {}

  ~Acceptor() {
    asio::post(io_, [this] { CloseAll(); });
    if (thread_.joinable()) thread_.join();
    mailbox_->Close();
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
      if (error == asio::error::operation_aborted) return;
      if (!error) Open(std::move(socket));
      Accept();
    });
  }

  void Open(tcp::socket socket) {
    std::erase_if(connections_, [](const auto& connection) { return connection.expired(); });
    auto connection = std::make_shared<Connection>(std::move(socket), server_, mailbox_);
    connections_.push_back(connection);
    connection->ReadRequest();
  }

  /// Leaves the thread nothing to wait for.
  void CloseAll() {
    error_code ignored;
    socket_.close(ignored);
    for (const auto& weak : connections_) {
      if (const auto connection = weak.lock()) connection->Close();
    }
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

  std::shared_ptr<core::Server> server_;
  asio::io_context io_{1};
  tcp::acceptor socket_;
  std::shared_ptr<Mailbox> mailbox_;
  std::vector<std::weak_ptr<Connection>> connections_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Result<std::unique_ptr<HttpServer>> HttpServer::Start(std::shared_ptr<core::Server> server, std::uint16_t port) {
  auto acceptor = std::make_unique<Acceptor>(std::move(server));
  if (const error_code error = acceptor->Listen(port)) {
    return Error(ErrorCode::kUnavailable, "listening on 127.0.0.1:" + std::to_string(port) + ": " + error.message());
  }
  acceptor->Run();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(acceptor)));
}

HttpServer::HttpServer(std::unique_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::Port() const { return acceptor_->Port(); }

}  // namespace k8s::testkit::http
