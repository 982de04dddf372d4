#include <utility>

#include <k8s/testkit/core/identity.h>
#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/http/connection.h>
#include <k8s/testkit/http/response_text.h>

namespace k8s::testkit::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// As much as one chunk of a stream holds, if there is more.
constexpr std::size_t kMaxChunk = 64 << 10;
/// How long a client may go on sending a request that was refused, so that it gets to read the answer.
constexpr std::chrono::seconds kLinger{2};

}  // namespace

Connection::Connection(Channel::Socket socket, std::shared_ptr<TlsContext> tls, ConnectionLinks links, Forget forget)
    : links_(std::move(links)),
      forget_(std::move(forget)),
      channel_(std::move(socket), std::move(tls)),
      timer_(channel_.Raw().get_executor()) {
  error_code ignored;
  channel_.Raw().set_option(tcp::no_delay(true), ignored);
}

void Connection::Begin(std::chrono::nanoseconds tlsDelay) {
  if (!channel_.HasTls()) return ReadMore();
  if (tlsDelay == std::chrono::nanoseconds::zero()) return Handshake();
  WaitFor(tlsDelay, &Connection::Handshake);
}

void Connection::Close() {
  if (!channel_.Raw().is_open()) return;
  error_code ignored;
  channel_.Raw().close(ignored);
  timer_.cancel();
  patience_.request_stop();
  stream_.reset();
  forget_(shared_from_this());
}

void Connection::Handshake() {
  channel_.Handshake([self = shared_from_this()](error_code error) {
    if (error) return self->Close();
    self->certified_name_ = self->channel_.CertifiedName();
    self->ReadMore();
  });
}

void Connection::WaitFor(std::chrono::nanoseconds time, Act act) {
  patience_.request_stop();
  patience_ = std::stop_source();
  const auto until = links_.clock->Now() + std::chrono::ceil<Clock::TimePoint::duration>(time);
  const auto onTime = [mailbox = links_.mailbox, weak = weak_from_this(), act](const Result<void>& waited) {
    if (!waited) return;
    mailbox->Post([weak, act] {
      if (const auto self = weak.lock()) (self.get()->*act)();
    });
  };
  static_cast<void>(links_.clock->WaitUntilAsync(until, {.stop = patience_.get_token()}).Then(onTime));
}

void Connection::ReadRequest(std::string_view bytes) {
  switch (reader_.Read(bytes)) {
    case State::kWantsMore: return ReadMore();
    case State::kComplete: return Handle();
    case State::kTooLarge: return Refuse(core::BodyTooLarge());
    case State::kMalformed: return Refuse(core::BadRequest("malformed HTTP request: " + reader_.Problem()));
  }
}

void Connection::ReadMore() {
  channel_.Read(input_, [self = shared_from_this()](error_code error, std::size_t count) {
    if (error) return self->Close();
    self->ReadRequest({self->input_.data(), count});
  });
}

void Connection::Handle() {
  Request request = reader_.Take();
  core::SetCertifiedName(request.headers, certified_name_);
  links_.handler->Handle(request, [mailbox = links_.mailbox, weak = weak_from_this()](core::Answer answer) {
    mailbox->Post([weak, answer = std::move(answer)]() mutable {
      if (const auto self = weak.lock()) self->Answer(std::move(answer));
    });
  });
}

void Connection::Answer(core::Answer answer) {
  if (answer.fate == core::Fate::kReset) return Reset();
  if (answer.fate == core::Fate::kNeverComes) return Discard();
  if (answer.stream == nullptr) return WriteWhole(answer.head, reader_.KeepsAlive());
  stream_ = std::move(answer.stream);
  WriteStreamHead(answer.head);
}

/// The client is not told that the connection ends, but that there is none.
void Connection::Reset() {
  error_code ignored;
  channel_.Raw().set_option(asio::socket_base::linger(true, 0), ignored);
  Close();
}

/// What is no request at all is answered, if the client is still there to hear it, and ends the connection.
void Connection::Refuse(const core::Failure& failure) { WriteWhole(core::ToResponse(failure), false); }

void Connection::WriteWhole(const Response& response, bool keepAlive) {
  output_ = WholeResponse(response, keepAlive);
  channel_.Write(output_, [self = shared_from_this(), keepAlive](error_code error) {
    if (error) return self->Close();
    if (keepAlive) return self->ReadRequest();
    // Closing a socket with unread input resets the connection, and the client may lose the answer that it was just sent.
    self->Finish();
    self->Discard();
  });
}

/// Leaves it to the client to close, for a while.
void Connection::Finish() {
  if (!channel_.Raw().is_open()) return;  // the server ended while the last bytes were on their way
  if (channel_.HasTls()) {
    channel_.Goodbye([self = shared_from_this()](error_code) { self->Close(); });
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
void Connection::Discard() {
  channel_.Read(input_, [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->Close();
    self->Discard();
  });
}

/// A stream is the last answer of its connection, so that the input can tell when the client goes away.
void Connection::WriteStreamHead(const Response& head) {
  WritePiece(StreamHead(head));
  Discard();
}

void Connection::WritePiece(std::string bytes) {
  writing_ = true;
  output_ = std::move(bytes);
  channel_.Write(output_, [self = shared_from_this()](error_code error) {
    self->writing_ = false;
    if (error) return self->Close();
    self->Pump();
  });
}

/// Sends what the stream has; it is asked again when that is out, so a slow client slows nothing but its own stream.
void Connection::Pump() {
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
  WritePiece(Chunk(chunk));
}

void Connection::Await(std::optional<std::chrono::nanoseconds> patience) {
  stream_->OnReady([mailbox = links_.mailbox, weak = weak_from_this()] {
    mailbox->Post([weak] {
      if (const auto self = weak.lock()) self->Pump();
    });
  });
  patience_.request_stop();
  if (patience) WaitFor(*patience, &Connection::Pump);
}

void Connection::WriteLastChunk() {
  stream_.reset();
  output_ = LastChunk();
  channel_.Write(output_, [self = shared_from_this()](error_code error) {
    if (error) return self->Close();
    self->Finish();
  });
}

}  // namespace k8s::testkit::http
