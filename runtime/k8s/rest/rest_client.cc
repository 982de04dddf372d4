#include <cstddef>
#include <utility>

#include <k8s/rest/assembly.h>
#include <k8s/rest/rest_client.h>

namespace k8s {
namespace {

using Stream = std::unique_ptr<ByteStream>;

bool IsSuccess(const Response& response) { return response.status >= 200 && response.status < 300; }

void AddHeaders(Request& request, const CallContext& context) {
  for (const auto& [name, value] : context.headers) request.headers.Add(name, value);
}

// What came of a request whose `action` is known: a success, or the Error that tells what was being done.
Result<Response> Checked(Result<Response> response, const std::string& method, const std::string& action) {
  if (!response) return response.error().WithContext(action);
  if (!IsSuccess(*response)) return ErrorFromResponse(*response, method).WithContext(action);
  return response;
}

constexpr std::size_t kMaxErrorBytes = std::size_t{1} << 20;

// False at the end of a body, and when it broke off: what came of it has to do.
bool Append(const Result<std::string>& bytes, Response& response) {
  if (!bytes || bytes->empty()) return false;
  response.body += *bytes;
  return true;
}

// The whole body of an answer that was opened as a stream and turned out to be an error.
Response Collected(ByteStream& stream) {
  Response response = stream.Head();
  while (response.body.size() < kMaxErrorBytes && Append(stream.Read(), response)) continue;
  return response;
}

Result<Stream> Checked(Result<Stream> stream, const std::string& method, const std::string& action) {
  if (!stream) return stream.error().WithContext(action);
  if (IsSuccess((*stream)->Head())) return stream;
  return Checked(Collected(**stream), method, action).error();
}

// The same without a thread that waits for the body.
Future<Stream> CheckedAsync(Result<Stream> stream, std::string method, std::string action, std::shared_ptr<Executor> executor) {
  if (!stream) co_return stream.error().WithContext(action);
  if (IsSuccess((*stream)->Head())) co_return std::move(stream);
  Response response = (*stream)->Head();
  while (response.body.size() < kMaxErrorBytes) {
    Future<std::string> reading = (*stream)->ReadAsync().On(executor);
    const Result<std::string> bytes = co_await reading;
    if (!Append(bytes, response)) break;
  }
  co_return Checked(std::move(response), method, action).error();
}

}  // namespace

struct RestClient::Core {
  internal::ClientParts parts;
};

Result<RestClient> RestClient::Create(const Config& config, const ClientOptions& options) {
  return Of(internal::Assemble(config, options));
}

Result<RestClient> RestClient::Create(std::shared_ptr<Transport> transport, const ClientOptions& options) {
  return Of(internal::Assemble(std::move(transport), options));
}

Result<RestClient> RestClient::Of(Result<internal::ClientParts> parts) {
  if (!parts) return parts.error();
  return RestClient(std::make_shared<const Core>(Core{*std::move(parts)}));
}

Result<Response> RestClient::Send(ApiRequest request, const CallContext& context) const {
  AddHeaders(request.request, context);
  const std::string method = request.request.method;
  return Checked(core_->parts.transport->Send(std::move(request.request), context), method, request.action);
}

Future<Response> RestClient::SendAsync(ApiRequest request, const CallContext& context) const {
  AddHeaders(request.request, context);
  std::string method = request.request.method;
  return core_->parts.transport->SendAsync(std::move(request.request), context)
      .Then([core = core_, method = std::move(method), action = std::move(request.action)](Result<Response> response) {
        return Checked(std::move(response), method, action);
      });
}

Result<Stream> RestClient::Open(ApiRequest request, const CallContext& context) const {
  AddHeaders(request.request, context);
  const std::string method = request.request.method;
  return Checked(core_->parts.transport->Open(std::move(request.request), context), method, request.action);
}

Future<Stream> RestClient::OpenAsync(ApiRequest request, const CallContext& context) const {
  AddHeaders(request.request, context);
  std::string method = request.request.method;
  return core_->parts.transport->OpenAsync(std::move(request.request), context)
      .Then([core = core_, method = std::move(method), action = std::move(request.action)](Result<Stream> stream) {
        return CheckedAsync(std::move(stream), method, action, core->parts.executor);
      });
}

const std::shared_ptr<Executor>& RestClient::GetExecutor() const { return core_->parts.executor; }

}  // namespace k8s
