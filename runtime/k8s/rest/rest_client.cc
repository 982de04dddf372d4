#include <optional>
#include <utility>

#include <k8s/rest/assembly.h>
#include <k8s/rest/negotiation.h>
#include <k8s/rest/object_body.h>
#include <k8s/rest/presentable.h>
#include <k8s/rest/request_info.h>
#include <k8s/rest/rest_client.h>

namespace k8s {
namespace {

using Stream = std::unique_ptr<ByteStream>;

// What every request gets, whoever has made it. Headers of the caller stand in the place of ours.
void Complete(Request& request, const CallContext& context) {
  for (const auto& [name, value] : context.headers) request.headers.Remove(name);
  for (const auto& [name, value] : context.headers) request.headers.Add(name, value);
  if (request.info.verb.empty()) request.info = internal::InfoOf(request.method, request.target);
  request.headMayBeLate = internal::AnswersLate(request);
}

// What came of a request whose `action` is known: a success, or the Error that tells what was being done.
Result<Response> Checked(Result<Response> response, const std::string& method, const std::string& action) {
  if (!response) return response.error().WithContext(action);
  if (!internal::IsSuccess(*response)) return ErrorFromResponse(*response, method).WithContext(action);
  return response;
}

Result<Stream> Checked(Result<Stream> stream, const std::string& method, const std::string& action) {
  if (!stream) return stream.error().WithContext(action);
  if (internal::IsSuccess((*stream)->Head())) return stream;
  Response whole = (*stream)->Head();
  whole.body = (*stream)->Read().value_or("");  // the pipeline has it already
  return Checked(std::move(whole), method, action).error();
}

}  // namespace

struct RestClient::Core {
  // What came of a request that was refused, in JSON.
  template <class T>
  Result<T> Learned(Result<T> plain, const ApiRequest& refused) {
    if (plain) jsonOnly.Add(refused.request.info);
    return plain;
  }

  internal::ClientParts parts;
  internal::JsonOnlyResources jsonOnly;
};

Result<RestClient> RestClient::Create(const Config& config, const ClientOptions& options) {
  return Of(internal::Assemble(config, options), options.contentType);
}

Result<RestClient> RestClient::Create(std::shared_ptr<Transport> transport, const ClientOptions& options) {
  return Of(internal::Assemble(std::move(transport), options), options.contentType);
}

Result<RestClient> RestClient::Of(Result<internal::ClientParts> parts, ContentType form) {
  if (!parts) return parts.error();
  auto core = std::make_shared<Core>();
  core->parts = *std::move(parts);
  return RestClient(std::move(core), form);
}

RestClient RestClient::As(ContentType form) const { return RestClient(core_, form); }

ContentType RestClient::FormOf(const codec::Type& type, const RequestInfo& info) const {
  const bool isProtobuf = form_ == ContentType::kProtobuf && internal::HasProtobuf(type) && !core_->jsonOnly.Has(info);
  return isProtobuf ? ContentType::kProtobuf : ContentType::kJson;
}

Result<Response> RestClient::Send(ApiRequest request, const CallContext& context) const {
  Complete(request.request, context);
  return SendIn(*core_, request, context);
}

Future<Response> RestClient::SendAsync(ApiRequest request, const CallContext& context) const {
  Complete(request.request, context);
  return SendInAsync(core_, std::move(request), context);
}

Result<Stream> RestClient::Open(ApiRequest request, const CallContext& context) const {
  Complete(request.request, context);
  return OpenIn(*core_, request, context);
}

Future<Stream> RestClient::OpenAsync(ApiRequest request, const CallContext& context) const {
  Complete(request.request, context);
  return OpenInAsync(core_, std::move(request), context);
}

const std::shared_ptr<Executor>& RestClient::GetExecutor() const { return core_->parts.executor; }

Result<Response> RestClient::SendIn(Core& core, const ApiRequest& request, const CallContext& context) {
  Result<Response> response = core.parts.transport->Send(request.request, context);
  if (const auto instead = internal::InsteadOf(request, response ? response->status : 0)) {
    return core.Learned(SendIn(core, *instead, context), request);
  }
  return Checked(std::move(response), request.request.method, request.action);
}

Future<Response> RestClient::SendInAsync(std::shared_ptr<Core> core, ApiRequest request, CallContext context) {
  Core& sender = *core;
  return sender.parts.transport->SendAsync(request.request, context)
      .Then([core = std::move(core), request = std::move(request), context](Result<Response> response) {
        if (auto instead = internal::InsteadOf(request, response ? response->status : 0)) {
          return SendInAsync(core, std::move(*instead), context).Then([core, request](Result<Response> plain) {
            return core->Learned(std::move(plain), request);
          });
        }
        return Future<Response>(Checked(std::move(response), request.request.method, request.action));
      });
}

Result<Stream> RestClient::OpenIn(Core& core, const ApiRequest& request, const CallContext& context) {
  Result<Stream> stream = core.parts.transport->Open(request.request, context);
  if (const auto instead = internal::InsteadOf(request, stream ? (*stream)->Head().status : 0)) {
    return core.Learned(OpenIn(core, *instead, context), request);
  }
  return Checked(std::move(stream), request.request.method, request.action);
}

Future<Stream> RestClient::OpenInAsync(std::shared_ptr<Core> core, ApiRequest request, CallContext context) {
  Core& opener = *core;
  return opener.parts.transport->OpenAsync(request.request, context)
      .Then([core = std::move(core), request = std::move(request), context](Result<Stream> stream) {
        if (auto instead = internal::InsteadOf(request, stream ? (*stream)->Head().status : 0)) {
          return OpenInAsync(core, std::move(*instead), context).Then([core, request](Result<Stream> plain) {
            return core->Learned(std::move(plain), request);
          });
        }
        return Future<Stream>(Checked(std::move(stream), request.request.method, request.action));
      });
}

}  // namespace k8s
