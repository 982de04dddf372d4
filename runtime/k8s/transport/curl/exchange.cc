#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

#include <k8s/transport/check_request.h>
#include <k8s/transport/curl/errors.h>
#include <k8s/transport/curl/exchange.h>

namespace k8s::curl {
namespace {

constexpr int kFirstRefusal = 300;

bool IsLackOfResources(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }

std::chrono::steady_clock::time_point EndOf(std::chrono::milliseconds limit, std::chrono::steady_clock::time_point begin) {
  return limit.count() > 0 ? After(begin, limit) : std::chrono::steady_clock::time_point::max();
}

}  // namespace

Exchange::Exchange(std::shared_ptr<const Endpoint> endpoint, Request request, std::optional<Clock::time_point> deadline,
                   Setting setting, Receiver& receiver)
    : endpoint_(std::move(endpoint)),
      request_(std::move(request)),
      deadline_(deadline),
      setting_(setting),
      receiver_(receiver),
      head_(endpoint_->maxHeaderBytes) {}

bool Exchange::Configure(CURL* easy, void* owner) {
  easy_ = easy;
  const long version = setting_.multiplexed ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, owner);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, version);
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, setting_.multiplexed ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, words_.data());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, OnSocket);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, this);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, OnConnected);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
  if (endpoint_->tls || endpoint_->proxyTls) {
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, OnTls);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
  }
  const std::string target = endpoint_->RequestTarget(request_.target);
  if (curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, target.c_str()) != CURLE_OK) return false;
  if (!BuildHeaders() || !SetMethodAndBody(easy)) return false;
  return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get()) == CURLE_OK;
}

// A write states the length of its body, if that is zero too.
bool Exchange::HasBody() const { return !request_.body.empty() || !request_.MayBeRepeated(); }

bool Exchange::SetMethodAndBody(CURL* easy) const {
  const bool isHead = request_.method == "HEAD";
  const bool hasBody = HasBody();
  if (hasBody) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  } else {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(easy, CURLOPT_NOBODY, isHead ? 1L : 0L);
  }
  const char* const method = hasBody || request_.method != "GET" ? request_.method.c_str() : nullptr;
  return curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method) == CURLE_OK;
}

// Exactly those of the request, with Accept-Encoding where it has none, and Host, which libcurl adds. A name without a value
// takes back what libcurl would make up.
bool Exchange::BuildHeaders() {
  bool built = true;
  for (const auto& [name, value] : request_.headers) built &= AddField(name, value);
  if (!request_.headers.Find("Accept-Encoding")) {
    built &= AddHeader(setting_.compressed ? "Accept-Encoding: gzip" : "Accept-Encoding: identity");
  }
  if (!request_.headers.Find("Accept")) built &= AddHeader("Accept:");
  if (!HasBody()) return built;
  for (const char* const name : {"Content-Type", "Expect"}) {
    if (!request_.headers.Find(name)) built &= AddHeader(std::string(name).append(":"));
  }
  return built;
}

bool Exchange::AddField(const std::string& name, const std::string& value) {
  std::string line = name;
  return AddHeader(value.empty() ? line.append(";") : line.append(": ").append(value));
}

bool Exchange::AddHeader(const std::string& line) {
  curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
  if (!longer) return false;
  static_cast<void>(headers_.release());
  headers_.reset(longer);
  return true;
}

// As libcurl would do it, which does not tell why it had none.
curl_socket_t Exchange::OpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
  const int opened = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  static_cast<Exchange*>(self)->lacks_sockets_ = opened < 0 && IsLackOfResources(errno);
  return opened;
}

// The first of the sockets that are tried for a connection, perhaps not the first connection: libcurl makes another when a kept
// one turns out to be closed.
int Exchange::OnSocket(void* self, curl_socket_t socket, curlsocktype) {
  auto& exchange = *static_cast<Exchange*>(self);
  if (!exchange.connecting_since_) {
    exchange.connecting_since_ = Clock::now();
    exchange.receiver_.LimitsChanged();
  }
  Endpoint::KeepAlive(socket);
  return CURL_SOCKOPT_OK;
}

// libcurl repeats a request, of any method, whose kept connection turned out to be closed; a second connection for a write, or
// a third for a read, is where it is stopped.
int Exchange::OnConnected(void* self, char*, char*, int, int) {
  auto& exchange = *static_cast<Exchange*>(self);
  exchange.connecting_since_.reset();
  exchange.sent_at_ = exchange.last_byte_ = Clock::now();
  exchange.receiver_.LimitsChanged();
  const int most = exchange.request_.MayBeRepeated() ? 2 : 1;
  return ++exchange.sendings_ <= most ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

// On a connection through an HTTPS proxy the first handshake is the proxy's, the second the server's.
CURLcode Exchange::OnTls(CURL*, void* context, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const Endpoint& endpoint = *exchange.endpoint_;
  const bool withProxy = endpoint.proxyTls && (!endpoint.tls || exchange.handshakes_ % 2 == 0);
  ++exchange.handshakes_;
  const internal::TlsPolicy& policy = withProxy ? *endpoint.proxyTls : *endpoint.tls;
  return policy.Apply(static_cast<SSL_CTX*>(context)) ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

std::size_t Exchange::OnHeader(char* bytes, std::size_t, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  exchange.last_byte_ = Clock::now();
  if (Result<void> taken = exchange.TakeHeader({bytes, count}); !taken) {
    exchange.failure_ = taken.error();
    return 0;
  }
  return count;
}

Result<void> Exchange::TakeHeader(std::string_view line) {
  Result<bool> last = head_.Take(line);
  if (!last) return last.error().WithContext(endpoint_->name);
  if (!*last) return {};
  Response head = head_.Release();
  refused_ = head.status >= kFirstRefusal;
  return receiver_.HeadArrived(std::move(head));
}

std::size_t Exchange::OnBody(char* bytes, std::size_t, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  exchange.last_byte_ = Clock::now();
  const Result<bool> taken = exchange.receiver_.BytesArrived({bytes, count});
  exchange.paused_ = taken && !*taken;
  if (taken) return *taken ? count : CURL_WRITEFUNC_PAUSE;
  exchange.failure_ = taken.error();
  return 0;
}

Result<void> Exchange::Outcome(CURLcode code) const {
  if (failure_) return Lost(*failure_);
  if (code == CURLE_OK && head_.Complete()) return {};
  if (code == CURLE_COULDNT_CONNECT && lacks_sockets_) return OutOfResources().WithContext(endpoint_->name);
  Fault fault{.code = code,
              .words = words_.data(),
              .proxied = endpoint_->proxy.has_value(),
              .connected = sendings_ > 0,
              .inHead = !head_.Complete()};
  if (code == CURLE_OK) fault = {.code = CURLE_GOT_NOTHING, .connected = true};
  curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &fault.proxyAnswer);
  curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &fault.systemError);
  return Lost(ToError(fault, endpoint_->name));
}

std::optional<Exchange::Clock::time_point> Exchange::NextAlarm() const {
  const Clock::time_point end = connecting_since_ ? EndOf(endpoint_->connectTimeout, *connecting_since_) : EndOfSilence();
  const Clock::time_point next = std::min(end, Deadline());
  if (next == Clock::time_point::max()) return std::nullopt;
  return next;
}

Exchange::Clock::time_point Exchange::Deadline() const {
  const Clock::time_point whole = deadline_.value_or(Clock::time_point::max());
  return head_.Complete() ? whole : std::min(whole, request_.headBy.value_or(Clock::time_point::max()));
}

/// When the server must have said something.
Exchange::Clock::time_point Exchange::EndOfSilence() const {
  if (paused_) return Clock::time_point::max();
  if (!setting_.streamed || refused_) return EndOf(endpoint_->idleTimeout, last_byte_);
  if (head_.Complete() || request_.headMayBeLate) return Clock::time_point::max();
  return EndOf(endpoint_->headTimeout, sent_at_);
}

std::optional<Error> Exchange::Overdue(Clock::time_point now) {
  if (now >= Deadline()) return Lost(CallDeadlineExceeded());
  const auto alarm = NextAlarm();
  if (!alarm || now < *alarm || MakesProgress()) return std::nullopt;
  const char* const what = connecting_since_ ? ": not connected in time" : ": no byte came for too long";
  return Lost(Error(ErrorCode::kUnavailable, TransportFailure::kTimeout, endpoint_->name + what));
}

/// Whether bytes of the request went out since the last time.
bool Exchange::MakesProgress() {
  curl_off_t uploaded = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_UPLOAD_T, &uploaded);
  if (connecting_since_ || uploaded == std::exchange(uploaded_, uploaded)) return false;
  last_byte_ = Clock::now();
  return true;
}

Error Exchange::Lost(const Error& why) const {
  return sendings_ > 0 && !request_.MayBeRepeated() ? why.WithOutcomeUnknown() : why;
}

}  // namespace k8s::curl
