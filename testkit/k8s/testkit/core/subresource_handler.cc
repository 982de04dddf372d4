#include <utility>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/object_rules.h>
#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/core/subresource_handler.h>

namespace k8s::testkit::core {
namespace {

constexpr codec::ApiKind kTokenRequest = {"authentication.k8s.io", "v1", "TokenRequest"};

/// A failure that the real server does not give a reason.
Failure Unreasoned(std::string message) { return {500, "", std::move(message)}; }

std::int64_t NumberAt(const JsonValue& object, std::string_view name) {
  const JsonValue* value = Find(object, name);
  return value != nullptr && value->IsInt64() ? value->GetInt64() : 0;
}

std::optional<Failure> CheckPlace(const Route& route, Json& binding) {
  if (auto failure = PlaceInNamespace(route, binding)) return failure;
  if (KeyOf(binding).name == route.name) return std::nullopt;
  return BadRequest("name in URL does not match name in Binding object");
}

std::optional<Failure> CheckTarget(const JsonValue& binding) {
  const JsonValue& target = ObjectAt(binding, "target");
  const std::string_view kind = StringAt(target, "kind");
  if (!kind.empty() && kind != "Node") {
    return Unreasoned("target.kind: Unsupported value: \"" + std::string(kind) + "\": supported values: \"Node\", \"<empty>\"");
  }
  if (StringAt(target, "name").empty()) return Unreasoned("target.name: Required value");
  return std::nullopt;
}

/// The condition that the real server writes along with the node's name.
JsonValue Scheduled(const Time& now, JsonAllocator& allocator) {
  JsonValue condition(rapidjson::kObjectType);
  Set(condition, "type", "PodScheduled", allocator);
  Set(condition, "status", "True", allocator);
  Set(condition, "lastProbeTime", JsonValue(), allocator);
  Set(condition, "lastTransitionTime", now.ToString(), allocator);
  return condition;
}

JsonValue& EnsureList(JsonValue& object, std::string_view name, JsonAllocator& allocator) {
  if (JsonValue* list = Find(object, name); list != nullptr && list->IsArray()) return *list;
  Set(object, name, JsonValue(rapidjson::kArrayType), allocator);
  return *Find(object, name);
}

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kShortestToken = 600;

}  // namespace

SubresourceHandler::SubresourceHandler(const ResourceHandler::Context& context, const Request& request, const Target& target,
                                       const Route& route)
    : context_(context),
      request_(request),
      target_(target),
      route_(route),
      parent_{.resource = route.resource, .ns = route.ns, .name = route.name} {}

Outcome<Answer> SubresourceHandler::Handle() {
  const std::string_view name = route_.subresource->name;
  const std::string& method = request_.method;
  if (name == "scale" && method == "GET") return GetScale();
  if (name == "scale" && method == "PUT") return UpdateScale();
  if (name == "scale" && method == "PATCH") return PatchScale();
  if (name == "binding" && method == "POST") return Bind();
  if (name == "eviction" && method == "POST") return Evict();
  if (name == "token" && method == "POST") return IssueToken();
  return MethodNotAllowed();
}

Outcome<Answer> SubresourceHandler::Bind() {
  auto binding = ReadBody();
  if (!binding) return binding.failure();
  if (auto failure = CheckPlace(route_, *binding)) return *failure;
  if (auto failure = CheckTarget(*binding)) return *failure;
  const auto pod = FindParent();
  if (!pod) return pod.failure();
  const std::string_view bound = StringAt(ObjectAt((*pod)->Value(), "spec"), "nodeName");
  if (!bound.empty()) {
    return Conflict({.group = "", .plural = "pods/binding"}, route_.name,
                    "pod " + route_.name + " is already assigned to node \"" + std::string(bound) + '"');
  }
  const std::string_view node = StringAt(ObjectAt(*binding, "target"), "name");
  const auto written = ChangeParent(**pod, [&](Json& object) {
    Set(EnsureObject(object, "spec", object.GetAllocator()), "nodeName", node, object.GetAllocator());
  });
  if (!written) return written.failure();
  Json next = CopyJson((*written)->Value());
  JsonAllocator& allocator = next.GetAllocator();
  EnsureList(EnsureObject(next, "status", allocator), "conditions", allocator)
      .PushBack(Scheduled(context_.state->clock(), allocator), allocator);
  const ApiSubresource* status = FindSubresource(*route_.resource, "status");
  Route through = parent_;
  through.subresource = status;
  const auto options = WriteOptions::Of(target_, request_);
  if (!options) return options.failure();
  if (status != nullptr && !options->dryRun) {
    const auto told = context_.writes.Update(through, std::move(next), *options);
    if (!told) return told.failure();
  }
  return Done();
}

/// The token is made up: it opens nothing, but is as unlike any other as a real one.
Outcome<Answer> SubresourceHandler::IssueToken() {
  auto body = ReadBody();
  if (!body) return body.failure();
  const auto account = FindParent();
  if (!account) return account.failure();
  const std::int64_t asked = NumberAt(ObjectAt(*body, "spec"), "expirationSeconds");
  const std::int64_t seconds = asked == 0 ? kHour : asked;
  if (seconds < kShortestToken) {
    const std::string message =
        "Invalid value: " + std::to_string(seconds) + ": may not specify a duration less than 10 minutes";
    return Invalid(kTokenRequest, "", {{.reason = "FieldValueInvalid", .message = message, .field = "spec.expirationSeconds"}});
  }
  JsonAllocator& allocator = body->GetAllocator();
  JsonValue& metadata = EnsureObject(*body, "metadata", allocator);
  const TimePoint now = context_.state->clock();
  Set(metadata, "name", route_.name, allocator);
  Set(metadata, "namespace", route_.ns, allocator);
  Set(metadata, "creationTimestamp", Time(now).ToString(), allocator);
  Set(EnsureObject(*body, "spec", allocator), "expirationSeconds", JsonValue(seconds), allocator);
  JsonValue& status = EnsureObject(*body, "status", allocator);
  Set(status, "token", "testkit." + route_.ns + "." + route_.name + "." + context_.names.Uid(), allocator);
  Set(status, "expirationTimestamp", Time(now + std::chrono::seconds(seconds)).ToString(), allocator);
  return AnswerWith(201, std::move(*body));
}

Answer SubresourceHandler::Finished(int status, std::string body) {
  return {.head = JsonResponse(status, std::move(body)), .stream = nullptr};
}

Answer SubresourceHandler::Done() {
  return Finished(201, R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201})");
}

Outcome<ObjectPtr> SubresourceHandler::FindParent() const {
  ObjectPtr parent = context_.state->store.Of(*route_.resource).Find({route_.ns, route_.name});
  if (parent == nullptr) return NotFound(NameOf(*route_.resource), route_.name);
  return parent;
}

ApiResource SubresourceHandler::Shaped() const {
  ApiResource shape;
  shape.type = route_.subresource->type;
  return shape;
}

Outcome<Json> SubresourceHandler::ReadBody() const {
  auto body = ReadObject(request_);
  if (!body) return body;
  auto warnings = Decode(Shaped(), *body, FieldValidation::kIgnore);
  if (!warnings) return warnings.failure();
  return body;
}

template <class Change>
Outcome<ObjectPtr> SubresourceHandler::ChangeParent(const Object& parent, Change change) {
  const auto options = WriteOptions::Of(target_, request_);
  if (!options) return options.failure();
  Json next = CopyJson(parent.Value());
  AddType(route_.resource->Kind(), next);
  change(next);
  auto written = context_.writes.Update(parent_, std::move(next), *options);
  if (!written) return written.failure();
  return written->object;
}

Outcome<Answer> SubresourceHandler::AnswerWith(int status, Json object) const {
  return Finished(status, WithType(*route_.subresource->type->structure->kind, WriteJson(object)));
}

}  // namespace k8s::testkit::core
