#include <array>
#include <utility>
#include <vector>

#include <k8s/meta/label_selector.h>
#include <k8s/meta/time.h>
#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/label_selection.h>
#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/core/subresource_handler.h>

namespace k8s::testkit::core {
namespace {

constexpr codec::ApiKind kTokenRequest = {"authentication.k8s.io", "v1", "TokenRequest"};

Answer Finished(int status, std::string body) { return {.head = JsonResponse(status, std::move(body)), .stream = nullptr}; }

Answer Done() { return Finished(201, R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201})"); }

/// A failure that the real server does not give a reason.
Failure Unreasoned(std::string message) { return {500, "", std::move(message)}; }

Failure TooManyDisruptions(std::string why) {
  Failure failure(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
  failure.causes = {{.reason = "DisruptionBudget", .message = std::move(why)}};
  return failure;
}

std::int64_t NumberAt(const JsonValue& object, std::string_view name) {
  const JsonValue* value = Find(object, name);
  return value != nullptr && value->IsInt64() ? value->GetInt64() : 0;
}

/// Whether a budget, which a controller must have looked at, leaves room for one more.
std::optional<Failure> CheckDisruptions(const Object& budget) {
  constexpr int kControllerSeconds = 10;
  const JsonValue& status = ObjectAt(budget.Value(), "status");
  const std::string name(budget.Name());
  if (NumberAt(status, "observedGeneration") < NumberAt(budget.Metadata(), "generation")) {
    Failure failure = TooManyDisruptions("The disruption budget " + name + " is still being processed by the server.");
    failure.retryAfterSeconds = kControllerSeconds;
    return failure;
  }
  if (NumberAt(status, "disruptionsAllowed") > 0) return std::nullopt;
  return TooManyDisruptions("The disruption budget " + name + " needs " + std::to_string(NumberAt(status, "desiredHealthy")) +
                            " healthy pods and has " + std::to_string(NumberAt(status, "currentHealthy")) + " currently");
}

/// Whether a pod may go whatever its budgets say: it does no work, or goes already.
bool IsExpendable(const JsonValue& pod) {
  const std::string_view phase = StringAt(ObjectAt(pod, "status"), "phase");
  if (Find(ObjectAt(pod, "metadata"), "deletionTimestamp") != nullptr) return true;
  return phase.empty() || phase == "Pending" || phase == "Succeeded" || phase == "Failed";
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
  const auto binding = ReadBody();
  if (!binding) return binding.failure();
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

Outcome<Answer> SubresourceHandler::Evict() {
  const auto eviction = ReadBody();
  if (!eviction) return eviction.failure();
  const std::string_view name = StringAt(ObjectAt(*eviction, "metadata"), "name");
  if (!name.empty() && name != route_.name) return BadRequest("name in URL does not match name in Eviction object");
  const auto options = WriteOptions::Of(target_, request_);
  if (!options) return options.failure();
  const auto pod = FindParent();
  if (!pod) return pod.failure();
  auto deleteOptions = DeleteOptions::Of(ObjectAt(*eviction, "deleteOptions"));
  if (!deleteOptions) return deleteOptions.failure();
  deleteOptions->dryRun = deleteOptions->dryRun || options->dryRun;
  if (!IsExpendable((*pod)->Value())) {
    if (auto failure = CheckBudgets(**pod, deleteOptions->dryRun)) return *failure;
  }
  const auto deletion = context_.writes.Delete(parent_, *deleteOptions);
  if (!deletion) return deletion.failure();
  return Done();
}

/// Takes a disruption out of the one budget that covers the pod, or tells that none is left.
std::optional<Failure> SubresourceHandler::CheckBudgets(const Object& pod, bool dryRun) {
  const ApiResource* budgets = context_.catalog.Find("policy", "v1", "poddisruptionbudgets");
  if (budgets == nullptr) return std::nullopt;
  std::vector<ObjectPtr> covering;
  for (const ObjectKey& key : context_.state->store.Of(*budgets).KeysIn(route_.ns)) {
    ObjectPtr budget = context_.state->store.Of(*budgets).Find(key);
    if (Selects(ObjectAt(ObjectAt(budget->Value(), "spec"), "selector"), pod.Labels())) covering.push_back(std::move(budget));
  }
  if (covering.empty()) return std::nullopt;
  if (covering.size() > 1) {
    return Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
  }
  const Object& budget = *covering.front();
  if (auto failure = CheckDisruptions(budget)) return failure;
  if (dryRun) return std::nullopt;
  Json next = CopyJson(budget.Value());
  JsonAllocator& allocator = next.GetAllocator();
  JsonValue& status = EnsureObject(next, "status", allocator);
  Set(status, "disruptionsAllowed", JsonValue(NumberAt(status, "disruptionsAllowed") - 1), allocator);
  Set(EnsureObject(status, "disruptedPods", allocator), pod.Name(), Time(context_.state->clock()).ToString(), allocator);
  const Route route{.resource = budgets,
                    .ns = route_.ns,
                    .name = std::string(budget.Name()),
                    .subresource = FindSubresource(*budgets, "status")};
  const auto written = context_.writes.Update(route, std::move(next), {});
  return written ? std::nullopt : std::optional(written.failure());
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
