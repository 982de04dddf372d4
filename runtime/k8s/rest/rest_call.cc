#include <fmt/format.h>

#include <k8s/rest/object_body.h>
#include <k8s/rest/request_info.h>
#include <k8s/rest/rest_call.h>

namespace k8s {
namespace {

Error Refused(std::string_view why) { return Error(ErrorCode::kInvalidArgument, std::string(why)); }

Result<std::string> ResourcePath(const RestRequest& request) {
  std::string path = request.group.empty() ? "/api" : "/apis";
  struct Part {
    std::string_view before;
    const std::string& text;
    std::string_view what;
    bool optional = true;
  };
  for (const Part& part : {Part{"/", request.group, "group"}, Part{"/", request.version, "version", false},
                           Part{"/namespaces/", request.namespace_, "namespace"},
                           Part{"/", request.resource, "resource", false}, Part{"/", request.name, "name"}}) {
    if (part.text.empty() && part.optional) continue;
    Result<std::string> segment = PathSegment(part.text, part.what);
    if (!segment) return segment;
    path.append(part.before).append(*segment);
  }
  if (request.subresource.empty()) return path;
  if (request.name.empty()) return Refused("a subresource is that of a name, which is empty");
  return RelativePath(request.subresource, "subresource").transform([&](const std::string& rest) { return path + rest; });
}

Result<std::string> PathOf(const RestRequest& request) {
  if (request.path.empty()) return ResourcePath(request);
  const bool hasResource = !request.group.empty() || !request.resource.empty() || !request.namespace_.empty() ||
                           !request.name.empty() || !request.subresource.empty();
  if (hasResource) return Refused("both a path and a resource are given");
  if (request.path.front() != '/') return Refused("the path does not begin with a slash");
  if (request.path.find('?') != std::string::npos)
    return Refused("the path has a question mark: a query has a member of its own");
  return request.path;
}

}  // namespace

RestCall RestClient::Call(const RestRequest& request) const { return RestCall(*this, request); }

RestCall::RestCall(RestClient client, const RestRequest& request)
    : client_(std::move(client)), request_(Build(client_, request)) {}

RestCall::Requested RestCall::Build(const RestClient& client, const RestRequest& request) {
  Result<std::string> path = PathOf(request);
  if (!path) return path.error().WithContext(request.method);
  ApiRequest built;
  built.action = fmt::format("{} {}", request.method, *path);
  built.request.method = request.method;
  built.request.target = *path + QueryString(request.query);
  built.request.info = internal::InfoOf(built.request.method, built.request.target);
  if (!request.accept.empty()) built.request.headers.Add("Accept", request.accept);

  const RequestBody& body = request.body;
  if (body.type_ == nullptr) {
    if (!body.content_type_.empty()) built.request.headers.Add("Content-Type", body.content_type_);
    built.request.body = body.bytes_;
    return built;
  }
  const ContentType form = client.FormOf(*body.type_, built.request.info);
  Result<std::string> written = internal::WriteBody(form, *body.type_, body.object_.get());
  if (!written) return written.error().WithContext(built.action);
  if (form == ContentType::kProtobuf) built.protobufBody = body.type_;
  built.request.headers.Add("Content-Type", std::string(internal::MediaTypeOf(form)));
  built.request.body = std::move(*written);
  return built;
}

RestCall::Requested RestCall::AskingFor(const codec::Type& type) const {
  Requested request = request_;
  if (!request || request->request.headers.Find("Accept") != nullptr) return request;
  const ContentType form = client_.FormOf(type, request->request.info);
  request->request.headers.Add("Accept", std::string(internal::AcceptOf(form)));
  return request;
}

RestCall::Requested RestCall::AskingForBytes() const {
  Requested request = request_;
  if (!request || request->request.headers.Find("Accept") != nullptr) return request;
  request->request.headers.Add("Accept", "application/json, */*");
  return request;
}

Result<Response> RestCall::Sent(Requested request, const CallContext& context) const {
  if (!request) return request.error();
  return client_.Send(std::move(*request), context);
}

Future<Response> RestCall::SentAsync(Requested request, const CallContext& context) const {
  if (!request) return Future<Response>(Result<Response>(request.error()));
  return client_.SendAsync(std::move(*request), context);
}

Result<Response> RestCall::Answer(const CallContext& context) const { return Sent(AskingForBytes(), context); }

Future<Response> RestCall::AnswerAsync(const CallContext& context) const { return SentAsync(AskingForBytes(), context); }

Result<std::string> RestCall::Raw(const CallContext& context) const {
  return Answer(context).transform([](Response&& response) { return std::move(response.body); });
}

Future<std::string> RestCall::RawAsync(const CallContext& context) const {
  return AnswerAsync(context).Then([](Result<Response> answer) {
    return std::move(answer).transform([](Response&& response) { return std::move(response.body); });
  });
}

Result<TextStream> RestCall::Stream(const CallContext& context) const {
  Requested request = AskingForBytes();
  if (!request) return request.error();
  return TextStream::Over(client_.Open(std::move(*request), context), client_.GetExecutor(), Action());
}

Future<TextStream> RestCall::StreamAsync(const CallContext& context) const {
  Requested request = AskingForBytes();
  if (!request) return Future<TextStream>(Result<TextStream>(request.error()));
  return client_.OpenAsync(std::move(*request), context)
      .Then([executor = client_.GetExecutor(), action = Action()](Result<std::unique_ptr<ByteStream>> stream) {
        return TextStream::Over(std::move(stream), executor, action);
      });
}

}  // namespace k8s
