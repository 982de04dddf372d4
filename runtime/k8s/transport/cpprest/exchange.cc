#include <exception>
#include <utility>

#include <boost/asio/post.hpp>

#include <k8s/transport/check_request.h>
#include <k8s/transport/cpprest/errors.h>
#include <k8s/transport/cpprest/exchange.h>
#include <k8s/transport/cpprest/pool.h>
#include <k8s/transport/cpprest/wire_request.h>

namespace k8s::cpprest {
namespace {

/// Runs a continuation where its task completes, instead of posting it to the pool.
struct Inline final : pplx::default_scheduler_t {
  void schedule(pplx::TaskProc_t run, void* task) override { run(task); }
};

pplx::task_options AtOnce() {
  static const auto scheduler = std::make_shared<Inline>();
  return pplx::task_options(scheduler);
}

pplx::task_options OnPool() { return pplx::task_options(pplx::get_ambient_scheduler()); }

std::exception_ptr FailureOf(const pplx::task<web::http::http_response>& task) {
  try {
    task.get();
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace

Exchange::Exchange(Setting setting, Request request, CallContext context)
    : setting_(std::move(setting)), request_(std::move(request)), context_(std::move(context)), timer_(Pool()) {}

void Exchange::Start() {
  if (Result<void> sane = CheckCall(request_, context_); !sane) {
    End(sane);
    return;
  }
  setting_.inFlight->Add(shared_from_this());
  BindToContext();
  Send();
}

void Exchange::Cancel() {
  {
    std::lock_guard lock(mutex_);
    if (ended_) return;
  }
  boost::asio::post(Pool(), [self = shared_from_this()] { self->Abort(self->Lost(CallCancelled())); });
}

void Exchange::Canceller::operator()() const {
  if (const auto self = exchange.lock()) self->Cancel();
}

void Exchange::BindToContext() {
  const auto connectedBy = After(Clock::now(), setting_.line->connectTimeout);
  // Without the lock: if the call was stopped meanwhile, the callback runs here, and takes it.
  auto onStop = std::make_unique<std::stop_callback<Canceller>>(context_.stop, Canceller{weak_from_this()});
  std::lock_guard lock(mutex_);
  if (ended_) return;
  SetAlarm(std::min(Deadline(), connectedBy));
  on_stop_ = std::move(onStop);
}

void Exchange::SetAlarm(Clock::time_point at) {
  timer_.expires_at(at);
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& replaced) {
    const auto self = weak.lock();
    if (self && !replaced) self->Alarm();
  });
}

void Exchange::Alarm() {
  bool isDeadline = false;
  {
    std::lock_guard lock(mutex_);
    if (timer_.expiry() > Clock::now()) return;  // set anew while this call was under way
    isDeadline = Deadline() <= Clock::now();
  }
  if (isDeadline) return Abort(Lost(CallDeadlineExceeded()));
  const char* const what = written_ ? ": no answer came in time" : ": not connected in time";
  Abort(Lost(Error(ErrorCode::kUnavailable, TransportFailure::kTimeout, setting_.line->server + what)));
}

void Exchange::Send() {
  const auto self = shared_from_this();
  try {
    auto wire = ToWireRequest({self, &request_}, *setting_.line, AcceptEncoding());
    wire.set_response_stream(
        concurrency::streams::streambuf<std::uint8_t>(std::make_shared<ResponseSink>(self)).create_ostream());
    wire.set_progress_handler([self](web::http::message_direction::direction direction, utility::size64_t) {
      if (direction == web::http::message_direction::upload) self->RequestWritten();
    });
    // The head is looked at as soon as it is there, if it is not sooner there than its continuation, beside the body. The end
    // is not, so that the connection is back among the idle ones when the caller learns of it, and perhaps sends the next
    // request. The last continuation sees the exceptions of all: one that nobody looks at would end the process.
    setting_.line->client.request(wire, connection_.get_token())
        .then([self](const web::http::http_response& response) { return self->ReadBody(response); }, AtOnce())
        .then([self](const pplx::task<web::http::http_response>& answer) { self->Finished(answer); }, OnPool());
  } catch (...) {
    End(ToError(std::current_exception(), *setting_.line, false));
    setting_.inFlight->Remove(*this);
  }
}

// The time to connect is over.
void Exchange::RequestWritten() {
  std::lock_guard lock(mutex_);
  if (!ended_ && !std::exchange(written_, true)) Await(HeadTimeout());
}

// With the lock held.
void Exchange::Await(std::optional<std::chrono::milliseconds> limit) {
  SetAlarm(limit ? std::min(After(Clock::now(), *limit), Deadline()) : Deadline());
}

// With the lock held, or before there is anybody else.
Exchange::Clock::time_point Exchange::Deadline() const {
  constexpr auto kNever = Clock::time_point::max();
  const auto head = answered_ ? kNever : request_.headBy.value_or(kNever);
  return std::min(context_.deadline.value_or(kNever), head);
}

pplx::task<web::http::http_response> Exchange::ReadBody(const web::http::http_response& response) {
  ServeHere();
  Response head = ToResponse(response);
  if (head.status < 200) {
    throw Failure(
        Error(ErrorCode::kUnavailable, TransportFailure::kProtocol, setting_.line->server + ": unexpected interim answer"));
  }
  {
    std::lock_guard lock(mutex_);
    written_ = answered_ = true;
    if (!ended_) Await(BodyTimeout(head.status));
  }
  if (Result<void> accepted = HeadArrived(std::move(head)); !accepted) throw Failure(accepted.error());
  return response.content_ready();
}

void Exchange::Finished(const pplx::task<web::http::http_response>& answer) {
  const std::exception_ptr failure = FailureOf(answer);
  if (!failure) {
    End({});
  } else if (IsStaleConnection(failure)) {
    Send();
    return;
  } else {
    Abort(ToError(failure, *setting_.line, IsWrite()));
  }
  setting_.inFlight->Remove(*this);
}

void Exchange::Abort(const Error& why) {
  if (End(why)) connection_.cancel();
}

bool Exchange::End(const Result<void>& outcome) {
  ServeHere();
  std::unique_lock lock(mutex_);
  if (std::exchange(ended_, true)) return false;
  timer_.cancel();
  const auto onStop = std::move(on_stop_);
  lock.unlock();
  Ended(outcome);
  return true;
}

}  // namespace k8s::cpprest
