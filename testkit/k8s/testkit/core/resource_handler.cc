#include <utility>

#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/delete_options.h>
#include <k8s/testkit/core/encodings.h>
#include <k8s/testkit/core/kind_facts.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/object_part.h>
#include <k8s/testkit/core/page.h>
#include <k8s/testkit/core/pod_log_options.h>
#include <k8s/testkit/core/resource_handler.h>
#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/core/subresource_handler.h>
#include <k8s/testkit/core/versions.h>
#include <k8s/testkit/core/watch.h>

namespace k8s::testkit::core {
namespace {

using codec::Verb;

/// `299 - "text"`, cut and freed of what a header cannot hold: parts of the text come from the client.
std::string WarningHeader(std::string_view text) {
  constexpr std::size_t kMaxLength = 256;
  std::string header = "299 - \"";
  for (const char c : text.substr(0, kMaxLength)) {
    if (c == '"' || c == '\\') header += '\\';
    header += c < ' ' || c > '~' ? '?' : c;
  }
  return header + '"';
}

Answer Finished(Response response) { return {.head = std::move(response), .stream = nullptr}; }

}  // namespace

Outcome<Answer> ResourceHandler::Handle() {
  if (auto refusal = RefuseForm()) return *refusal;
  auto answer = route_.IsCollection() ? HandleCollection() : HandleObject();
  const CustomResource* custom = route_.resource->custom;
  const std::string_view deprecation = custom == nullptr ? KindFactsOf(*route_.resource).deprecation : custom->Deprecation();
  const bool isServed = answer || answer.failure().code != MethodNotAllowed().code;
  if (deprecation.empty() || !isServed) return answer;
  if (!answer) answer = Finished(ToResponse(answer.failure()));
  answer->head.headers.Add("Warning", WarningHeader(deprecation));
  return answer;
}

/// Before anything is done; what is defined is looked at only when it is shown.
std::optional<Failure> ResourceHandler::RefuseForm() const {
  if (route_.resource->custom != nullptr || route_.subresource != nullptr) return std::nullopt;
  return RefuseForms(request_, kForms, request_.method == "GET" && route_.IsCollection() && Allows(Verb::kWatch));
}

Outcome<Answer> ResourceHandler::HandleCollection() {
  const std::string& method = request_.method;
  if (method == "GET" && target_.Flag("watch") && Allows(Verb::kWatch)) return WatchAll();
  if (method == "GET" && Allows(Verb::kList)) return List();
  if (route_.SpansNamespaces()) return MethodNotAllowed();
  if (method == "POST" && Allows(Verb::kCreate)) return Create();
  if (method == "DELETE" && Allows(Verb::kDeleteCollection)) return DeleteAll();
  return MethodNotAllowed();
}

Outcome<Answer> ResourceHandler::HandleObject() {
  const std::string& method = request_.method;
  if (route_.subresource != nullptr && route_.subresource->name == "log" && method == "GET") return Log();
  if (route_.subresource != nullptr && !IsObjectPart(route_.subresource->name)) {
    return SubresourceHandler(context_, request_, target_, route_).Handle();
  }
  if (method == "GET" && Allows(Verb::kGet)) return Get();
  if (method == "PUT" && Allows(Verb::kUpdate)) return Update();
  if (method == "PATCH" && Allows(Verb::kPatch)) return PatchOne();
  if (method == "DELETE" && Allows(Verb::kDelete)) return Delete();
  return MethodNotAllowed();
}

bool ResourceHandler::Allows(Verb verb) const {
  return (route_.subresource == nullptr ? route_.resource->verbs : route_.subresource->verbs).Has(verb);
}

Outcome<Answer> ResourceHandler::List() {
  const auto filter = Filter::Of(route_, target_);
  if (!filter) return filter.failure();
  const auto presentation = Present(Presentation::Subject::kList);
  if (!presentation) return presentation.failure();
  const auto options = ListOptions::Of(target_);
  if (!options) return options.failure();
  const auto page = SelectPage(context_.state->store, route_, *filter, *options);
  if (!page) return page.failure();
  return Finished(JsonResponse(200, presentation->ShowList(*page)));
}

Outcome<Answer> ResourceHandler::WatchAll() {
  auto filter = Filter::Of(route_, target_);
  if (!filter) return filter.failure();
  auto presentation = Present(Presentation::Subject::kObject);
  if (!presentation) return presentation.failure();
  const auto options = ListOptions::Of(target_);
  if (!options) return options.failure();
  auto watch = std::make_unique<Watch>(context_.state, *route_.resource, std::move(*filter), std::move(*presentation),
                                       WatchOptions(*options, context_.state->watchClock(), context_.bookmarkInterval));
  return Answer{.head = JsonResponse(200, ""), .stream = std::move(watch)};
}

Outcome<Answer> ResourceHandler::Create() {
  auto object = ReadObject(request_);
  if (!object) return object.failure();
  const auto options = WriteOptions::Of(target_, request_);
  if (!options) return options.failure();
  return ShowWritten(201, context_.writes.Create(route_, std::move(*object), *options));
}

Outcome<Answer> ResourceHandler::Update() {
  auto object = ReadObject(request_);
  if (!object) return object.failure();
  const auto options = WriteOptions::Of(target_, request_);
  if (!options) return options.failure();
  const auto written = context_.writes.Update(route_, std::move(*object), *options);
  return ShowWritten(written && written->created ? 201 : 200, written);
}

Outcome<Answer> ResourceHandler::PatchOne() {
  const auto options = WriteOptions::Of(target_, request_);
  if (!options) return options.failure();
  if (BodyType(request_.headers) == kApplyPatch) return ApplyOne(*options);
  const auto patch = Patch::Read(*route_.resource, request_);
  if (!patch) return patch.failure();
  return ShowWritten(200, context_.writes.Apply(route_, *patch, *options));
}

Outcome<Answer> ResourceHandler::ApplyOne(const WriteOptions& options) {
  auto configuration = ReadConfiguration(request_);
  if (!configuration) return configuration.failure();
  const auto written = context_.writes.ApplyConfiguration(route_, std::move(*configuration), options);
  return ShowWritten(written && written->created ? 201 : 200, written);
}

Outcome<Answer> ResourceHandler::Get() {
  Store& store = context_.state->store;
  const auto wanted = ParseVersion(target_.Parameter("resourceVersion"));
  if (!wanted) return wanted.failure();
  if (*wanted > store.Version()) return TooLargeVersion(*wanted, store.Version());
  ObjectPtr object = store.Of(*route_.resource).Find({route_.ns, route_.name});
  if (object == nullptr) return NotFound(NameOf(*route_.resource), route_.name);
  return Show(200, *object);
}

// Nothing runs here that could print anything: a log is what the pod says of it. Of one that is on no node there is none.
Outcome<Answer> ResourceHandler::Log() {
  const ObjectPtr object = context_.state->store.Of(*route_.resource).Find({route_.ns, route_.name});
  if (object == nullptr) return NotFound(NameOf(*route_.resource), route_.name);
  const auto options = PodLogOptions::Of(object->Value(), target_);
  if (!options) return options.failure();
  const std::string_view text = StringAt(ObjectAt(object->Metadata(), "annotations"), "testkit/log");
  if (text.empty() && StringAt(ObjectAt(object->Value(), "spec"), "nodeName").empty()) return Finished({.status = 204});
  return Finished({.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = std::string(options->Cut(text))});
}

Outcome<Answer> ResourceHandler::Delete() {
  const auto options = DeleteOptions::Read(request_, target_);
  if (!options) return options.failure();
  const auto deletion = context_.writes.Delete(route_, *options);
  if (!deletion) return deletion.failure();
  const int status = options->waits && !deletion->isGone ? 202 : 200;
  if (deletion->isShown) return Show(status, *deletion->object);
  return Finished(JsonResponse(status, DeletedJson(NameOf(*route_.resource), *deletion->object)));
}

Outcome<Answer> ResourceHandler::DeleteAll() {
  const auto list = ListOptions::Of(target_);
  if (!list) return list.failure();
  const auto filter = Filter::Of(route_, target_);
  if (!filter) return filter.failure();
  const auto options = DeleteOptions::Read(request_, target_);
  if (!options) return options.failure();
  const auto deleted = context_.writes.DeleteAll(route_, *filter, *list, *options);
  if (!deleted) return deleted.failure();
  // They are deleted, though it may turn out that they cannot be shown as was asked for.
  const auto presentation = Present(Presentation::Subject::kList);
  if (!presentation) return presentation.failure();
  return Finished(JsonResponse(200, presentation->ShowList(*deleted)));
}

Outcome<Answer> ResourceHandler::Show(int status, const Object& object) const {
  const auto presentation = Present(Presentation::Subject::kObject);
  if (!presentation) return presentation.failure();
  return Finished(JsonResponse(status, presentation->Show(object)));
}

Outcome<Answer> ResourceHandler::ShowWritten(int status, const Outcome<Written>& written) const {
  if (!written) return written.failure();
  auto answer = Show(status, *written->object);
  if (!answer) return answer;
  for (const std::string& warning : written->warnings) answer->head.headers.Add("Warning", WarningHeader(warning));
  return answer;
}

Outcome<Presentation> ResourceHandler::Present(Presentation::Subject subject) const {
  return Presentation::Of(*route_.resource, subject, request_, target_, context_.state->clock);
}

}  // namespace k8s::testkit::core
