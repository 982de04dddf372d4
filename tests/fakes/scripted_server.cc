#include "fakes/scripted_server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

namespace k8s::fakes {
namespace {

constexpr std::string_view kLineBreak = "\r\n";

struct Listener {
  int socket;
  int port;
};

sockaddr_storage Address(const std::string& host, int port) {
  sockaddr_storage storage{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(static_cast<std::uint16_t>(port));
  } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(static_cast<std::uint16_t>(port));
  }
  return storage;
}

Listener Listen(const std::string& host, int backlog) {
  const sockaddr_storage wanted = Address(host, 0);
  const int socket = ::socket(wanted.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (socket < 0 || bind(socket, reinterpret_cast<const sockaddr*>(&wanted), sizeof wanted) != 0 ||
      listen(socket, backlog) != 0 || getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
    throw std::runtime_error("cannot listen on " + host);
  }
  return {socket, ntohs(reinterpret_cast<sockaddr_in&>(bound).sin_port)};  // the port is where IPv6 has it, too
}

std::unique_ptr<BIO, decltype(&BIO_free_all)> Reader(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all};
}

void UseCertificates(SSL_CTX* context, const std::string& pem) {
  const auto reader = Reader(pem);
  X509* const leaf = PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(context, leaf);
  X509_free(leaf);
  while (X509* const intermediate = PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)) {
    SSL_CTX_add_extra_chain_cert(context, intermediate);
  }
}

void DemandClientCertificate(SSL_CTX* context, const std::string& caPem) {
  X509* const ca = PEM_read_bio_X509(Reader(caPem).get(), nullptr, nullptr, nullptr);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), ca);
  X509_free(ca);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

std::shared_ptr<SSL_CTX> NewContext(const ServerTls& tls) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);  // a test may want what is no longer secure
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), tls.newestVersion);
  UseCertificates(context.get(), tls.certificatePem);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(Reader(tls.keyPem).get(), nullptr, nullptr, nullptr);
  SSL_CTX_use_PrivateKey(context.get(), key);
  EVP_PKEY_free(key);
  if (!tls.clientCaPem.empty()) DemandClientCertificate(context.get(), tls.clientCaPem);
  return context;
}

// OpenSSL writes to sockets without a care. Only on this thread: a transport that would raise the signal is to be found out.
void BlockSigPipe() {
  sigset_t brokenPipe;
  sigemptyset(&brokenPipe);
  sigaddset(&brokenPipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &brokenPipe, nullptr);
}

std::size_t ParseSize(std::string_view text, int base) {
  std::size_t size = 0;
  std::from_chars(text.data(), text.data() + text.size(), size, base);
  return size;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Takes the text before `delimiter` off the front of `rest`.
std::string_view Next(std::string_view& rest, std::string_view delimiter) {
  const std::size_t end = std::min(rest.find(delimiter), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + delimiter.size(), rest.size()));
  return part;
}

ReceivedRequest ParseHead(std::string_view head) {
  ReceivedRequest request;
  std::string_view line = Next(head, kLineBreak);
  request.method = Next(line, " ");
  request.target = Next(line, " ");
  while (!head.empty()) {
    std::string_view field = Next(head, kLineBreak);
    const std::string_view name = Next(field, ":");
    request.headers.Add(std::string(name), std::string(Trimmed(field)));
  }
  return request;
}

std::string ToHex(std::size_t number) {
  std::array<char, 16> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr};
}

}  // namespace

Connection::Connection(ScriptedServer& server, int index, int socket) : server_(server), index_(index), socket_(socket) {}

Connection::~Connection() { Close(); }

ReceivedRequest Connection::ReadRequest() {
  ReceivedRequest request = ParseHead(ReadUntil("\r\n\r\n"));
  request.connection = index_;
  request.body = ReadBody(request.headers);
  server_.Record(request);
  return request;
}

std::string Connection::ReadBody(const Headers& headers) {
  if (const std::string* const length = headers.Find("Content-Length")) return ReadExactly(ParseSize(*length, 10));
  if (!headers.Find("Transfer-Encoding")) return {};
  std::string body;
  while (const std::size_t size = ParseSize(ReadUntil(kLineBreak), 16)) {
    body += ReadExactly(size);
    ReadUntil(kLineBreak);
  }
  ReadUntil(kLineBreak);
  return body;
}

void Connection::Send(std::string_view bytes) {
  while (!bytes.empty()) bytes.remove_prefix(WriteSome(bytes));
}

void Connection::Respond(std::string_view body, std::string_view status, std::string_view headers) {
  std::string answer = "HTTP/1.1 ";
  answer.append(status).append(kLineBreak).append(headers);
  answer.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  Send(answer);
}

void Connection::SendChunk(std::string_view bytes) {
  std::string chunk = ToHex(bytes.size());
  chunk.append(kLineBreak).append(bytes).append(kLineBreak);
  Send(chunk);
}

void Connection::WaitFor(Event& event) {
  std::array<pollfd, 2> either = {{{event.Fd(), POLLIN, 0}, {server_.stop_.Fd(), POLLIN, 0}}};
  poll(either.data(), either.size(), -1);
  if (either[0].revents == 0) throw Gone();
}

void Connection::WaitUntilClosed() {
  std::array<char, 4096> ignored;
  while (ReadSome(ignored.data(), ignored.size()) > 0) continue;
}

void Connection::StartTls(const ServerTls& tls) {
  tls_context_ = NewContext(tls);
  tls_.reset(SSL_new(tls_context_.get()), SSL_free);
  SSL_set_fd(tls_.get(), socket_);
  int outcome = 0;
  while ((outcome = SSL_accept(tls_.get())) != 1) {
    switch (SSL_get_error(tls_.get(), outcome)) {
      case SSL_ERROR_WANT_READ: WaitForSocket(Direction::kRead); break;
      case SSL_ERROR_WANT_WRITE: WaitForSocket(Direction::kWrite); break;
      default: throw Gone();
    }
  }
}

std::string Connection::RequestedServerName() const {
  const char* const name = SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name);
  return name ? name : "";
}

void Connection::Close() {
  if (socket_ < 0) return;
  if (tls_) SSL_shutdown(tls_.get());
  close(std::exchange(socket_, -1));
}

void Connection::Reset() {
  const linger abruptly{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &abruptly, sizeof abruptly);
  close(std::exchange(socket_, -1));
}

void Connection::WaitForSocket(Direction direction) {
  const short wanted = direction == Direction::kRead ? POLLIN : POLLOUT;
  std::array<pollfd, 2> either = {{{socket_, wanted, 0}, {server_.stop_.Fd(), POLLIN, 0}}};
  poll(either.data(), either.size(), -1);
  if (either[1].revents != 0) throw Gone();
}

std::size_t Connection::ReadSome(char* to, std::size_t size) {
  while (true) {
    const auto count = tls_ ? SSL_read(tls_.get(), to, static_cast<int>(size)) : static_cast<int>(read(socket_, to, size));
    if (count > 0) return static_cast<std::size_t>(count);
    const bool notYet = tls_ ? SSL_get_error(tls_.get(), count) == SSL_ERROR_WANT_READ : count < 0 && errno == EAGAIN;
    if (!notYet) return 0;
    WaitForSocket(Direction::kRead);
  }
}

std::size_t Connection::WriteSome(std::string_view bytes) {
  while (true) {
    const auto count = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                            : static_cast<int>(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (count > 0) return static_cast<std::size_t>(count);
    const bool notYet = tls_ ? SSL_get_error(tls_.get(), count) == SSL_ERROR_WANT_WRITE : errno == EAGAIN;
    if (!notYet) throw Gone();
    WaitForSocket(Direction::kWrite);
  }
}

void Connection::Fill() {
  std::array<char, 16 * 1024> piece;
  const std::size_t count = ReadSome(piece.data(), piece.size());
  if (count == 0) throw Gone();
  buffer_.append(piece.data(), count);
}

std::string Connection::ReadUntil(std::string_view delimiter) {
  std::size_t end = 0;
  while ((end = buffer_.find(delimiter)) == buffer_.npos) Fill();
  std::string text = buffer_.substr(0, end);
  buffer_.erase(0, end + delimiter.size());
  return text;
}

std::string Connection::ReadExactly(std::size_t size) {
  while (buffer_.size() < size) Fill();
  std::string text = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return text;
}

Script ForEachRequest(std::function<void(const ReceivedRequest&, Connection&)> answer) {
  return [answer = std::move(answer)](Connection& connection) {
    while (true) answer(connection.ReadRequest(), connection);
  };
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts, std::optional<ServerTls> tls, std::string host)
    : scripts_(std::move(scripts)), tls_(std::move(tls)) {
  const Listener listener = Listen(host, SOMAXCONN);
  listener_ = listener.socket;
  port_ = listener.port;
  if (host.find(':') != host.npos) host = "[" + host + "]";
  url_ = (tls_ ? "https://" : "http://") + host + ":" + std::to_string(port_);
  acceptor_ = std::thread([this] { Accept(); });
}

ScriptedServer::ScriptedServer(Script script, std::optional<ServerTls> tls, std::string host)
    : ScriptedServer(std::vector<Script>{std::move(script)}, std::move(tls), std::move(host)) {}

ScriptedServer::~ScriptedServer() {
  stop_.Set();
  acceptor_.join();
  for (std::thread& script : scripts_running_) script.join();
  close(listener_);
}

std::vector<ReceivedRequest> ScriptedServer::Requests() const {
  std::lock_guard lock(mutex_);
  return requests_;
}

int ScriptedServer::Connections() const {
  std::lock_guard lock(mutex_);
  return static_cast<int>(connections_.size());
}

void ScriptedServer::Accept() {
  while (true) {
    std::array<pollfd, 2> either = {{{listener_, POLLIN, 0}, {stop_.Fd(), POLLIN, 0}}};
    poll(either.data(), either.size(), -1);
    if (either[1].revents != 0) return;
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) continue;
    const int immediately = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &immediately, sizeof immediately);
    std::lock_guard lock(mutex_);
    Connection& connection = connections_.emplace_back(*this, static_cast<int>(connections_.size()), socket);
    scripts_running_.emplace_back([this, &connection] { Run(connection); });
  }
}

void ScriptedServer::Run(Connection& connection) {
  BlockSigPipe();
  const auto last = scripts_.size() - 1;
  try {
    if (tls_) connection.StartTls(*tls_);
    scripts_[std::min<std::size_t>(static_cast<std::size_t>(connection.Index()), last)](connection);
  } catch (const Connection::Gone&) {
    // How most scripts end.
  }
  connection.Close();
}

void ScriptedServer::Record(const ReceivedRequest& request) {
  std::lock_guard lock(mutex_);
  requests_.push_back(request);
}

UnansweringPort::UnansweringPort() {
  // Nobody accepts; once the queue is full the kernel drops what asks for a connection.
  const Listener listener = Listen("127.0.0.1", 0);
  port_ = listener.port;
  sockets_.push_back(listener.socket);
  const sockaddr_storage address = Address("127.0.0.1", port_);
  for (int i = 0; i < 4; ++i) {
    sockets_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    connect(sockets_.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
}

UnansweringPort::~UnansweringPort() {
  for (const int socket : sockets_) close(socket);
}

int RefusingPort() {
  const Listener listener = Listen("127.0.0.1", 1);
  close(listener.socket);
  return listener.port;
}

}  // namespace k8s::fakes
