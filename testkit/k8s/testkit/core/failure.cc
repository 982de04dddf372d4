#include <algorithm>
#include <utility>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/limits.h>
#include <k8s/testkit/core/responses.h>

namespace k8s::testkit::core {
namespace {

std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

Failure About(ResourceName resource, std::string_view name, int code, std::string reason, std::string message) {
  return {.code = code,
          .reason = std::move(reason),
          .message = std::move(message),
          .name = std::string(name),
          .group = std::string(resource.group),
          .kind = std::string(resource.plural)};
}

void SetIfAny(JsonValue& object, std::string_view name, const std::string& text, JsonAllocator& allocator) {
  if (!text.empty()) Set(object, name, text, allocator);
}

JsonValue CausesOf(const Failure& failure, JsonAllocator& allocator) {
  JsonValue causes(rapidjson::kArrayType);
  for (const Cause& cause : failure.causes) {
    JsonValue entry(rapidjson::kObjectType);
    SetIfAny(entry, "reason", cause.reason, allocator);
    SetIfAny(entry, "message", cause.message, allocator);
    SetIfAny(entry, "field", cause.field, allocator);
    causes.PushBack(entry, allocator);
  }
  return causes;
}

JsonValue DetailsOf(const Failure& failure, JsonAllocator& allocator) {
  JsonValue details(rapidjson::kObjectType);
  SetIfAny(details, "name", failure.name, allocator);
  SetIfAny(details, "group", failure.group, allocator);
  SetIfAny(details, "kind", failure.kind, allocator);
  SetIfAny(details, "uid", failure.uid, allocator);
  if (!failure.causes.empty()) Set(details, "causes", CausesOf(failure, allocator), allocator);
  if (failure.retryAfterSeconds != 0) Set(details, "retryAfterSeconds", JsonValue(failure.retryAfterSeconds), allocator);
  return details;
}

/// What the causes say; what two of them say, once.
std::vector<std::string> FindingsOf(const std::vector<Cause>& causes) {
  std::vector<std::string> findings;
  for (const Cause& cause : causes) {
    std::string finding = cause.field + ": " + cause.message;
    if (std::find(findings.begin(), findings.end(), finding) == findings.end()) findings.push_back(std::move(finding));
  }
  return findings;
}

std::string InvalidMessage(const codec::ApiKind& kind, std::string_view name, const std::vector<Cause>& causes) {
  std::string qualified(kind.kind);
  if (!kind.group.empty()) qualified.append(".").append(kind.group);
  const std::vector<std::string> findings = FindingsOf(causes);
  std::string message = qualified + " " + Quoted(name) + " is invalid: ";
  if (findings.size() > 1) message += "[";
  for (const std::string& finding : findings) {
    if (&finding != &findings.front()) message += ", ";
    message += finding;
  }
  if (findings.size() > 1) message += "]";
  return message;
}

}  // namespace

std::string ResourceName::Qualified() const {
  std::string qualified(plural);
  if (!group.empty()) qualified.append(".").append(group);
  return qualified;
}

Failure BadRequest(std::string message) { return {.code = 400, .reason = "BadRequest", .message = std::move(message)}; }

Failure UnknownResource() {
  return {.code = 404, .reason = "NotFound", .message = "the server could not find the requested resource", .hasDetails = true};
}

Failure NoSuchPage() {
  Failure failure = UnknownResource();
  failure.isPage = true;
  return failure;
}

Failure MethodNotAllowed() {
  return {.code = 405,
          .reason = "MethodNotAllowed",
          .message = "the server does not allow this method on the requested resource",
          .hasDetails = true};
}

Failure NotAcceptable() {
  return {.code = 406,
          .reason = "NotAcceptable",
          .message =
              "only the following media types are accepted: application/json, application/yaml, "
              "application/vnd.kubernetes.protobuf"};
}

Failure UnsupportedMediaType(std::string_view accepted) {
  return {
      .code = 415,
      .reason = "UnsupportedMediaType",
      .message = "the body of the request was in an unknown format - accepted media types include: " + std::string(accepted)};
}

Failure TooLarge(std::string message) {
  return {.code = 413, .reason = "RequestEntityTooLarge", .message = std::move(message)};
}

Failure BodyTooLarge() { return TooLarge("Request entity too large: limit is " + std::to_string(kMaxBodyBytes)); }

Failure Internal(std::string message) {
  return {.code = 500, .reason = "InternalError", .message = "Internal error occurred: " + std::move(message)};
}

Failure Unavailable(std::string message) {
  return {.code = 503, .reason = "ServiceUnavailable", .message = std::move(message)};
}

Failure NotFound(ResourceName resource, std::string_view name) {
  return About(resource, name, 404, "NotFound", resource.Qualified() + " " + Quoted(name) + " not found");
}

Failure AlreadyExists(ResourceName resource, std::string_view name) {
  return About(resource, name, 409, "AlreadyExists", resource.Qualified() + " " + Quoted(name) + " already exists");
}

Failure Forbidden(ResourceName resource, std::string_view name, std::string_view why) {
  return About(resource, name, 403, "Forbidden",
               resource.Qualified() + " " + Quoted(name) + " is forbidden: " + std::string(why));
}

Failure Conflict(ResourceName resource, std::string_view name, std::string_view why) {
  return About(resource, name, 409, "Conflict",
               "Operation cannot be fulfilled on " + resource.Qualified() + " " + Quoted(name) + ": " + std::string(why));
}

Failure Invalid(const codec::ApiKind& kind, std::string_view name, std::vector<Cause> causes) {
  std::string message = InvalidMessage(kind, name, causes);
  return {.code = 422,
          .reason = "Invalid",
          .message = std::move(message),
          .name = std::string(name),
          .group = std::string(kind.group),
          .kind = std::string(kind.kind),
          .causes = std::move(causes)};
}

Failure Unprocessable(std::string message) { return {.code = 422, .reason = "Invalid", .message = std::move(message)}; }

Failure InvalidPatch(const std::string& result, const std::string& why) {
  const std::string message = "Invalid value: " + WriteJson(JsonValue(rapidjson::StringRef(result.c_str()))) + ": " + why;
  Failure failure = Unprocessable(" \"\" is invalid: patch: " + message);
  failure.causes = {{.reason = "FieldValueInvalid", .message = message, .field = "patch"}};
  return failure;
}

Failure Expired(std::uint64_t wanted, std::uint64_t oldest) {
  return {.code = 410,
          .reason = "Expired",
          .message = "too old resource version: " + std::to_string(wanted) + " (" + std::to_string(oldest) + ")"};
}

Failure ListExpired() {
  return {.code = 410, .reason = "Expired", .message = "The resourceVersion for the provided list is too old."};
}

Failure PageExpired(std::string continueWith) {
  return {.code = 410,
          .reason = "Expired",
          .message =
              "The provided continue parameter is too old to display a consistent list result. You can start a new list "
              "without the continue parameter, or use the continue token in this response to retrieve the remainder of "
              "the results. Continuing with the provided token results in an inconsistent list - objects that were "
              "created, modified, or deleted between the time the first chunk was returned and now may show up in the "
              "list.",
          .continueWith = std::move(continueWith)};
}

Failure TooLargeVersion(std::uint64_t wanted, std::uint64_t current) {
  const std::string message = "Too large resource version: " + std::to_string(wanted) + ", current: " + std::to_string(current);
  return {.code = 504,
          .reason = "Timeout",
          .message = "Timeout: " + message,
          .causes = {{.reason = "ResourceVersionTooLarge", .message = "Too large resource version"}},
          .retryAfterSeconds = 1};
}

std::string StatusJson(const Failure& failure) {
  Json status(rapidjson::kObjectType);
  JsonAllocator& allocator = status.GetAllocator();
  Set(status, "kind", "Status", allocator);
  Set(status, "apiVersion", "v1", allocator);
  SetIfAny(EnsureObject(status, "metadata", allocator), "continue", failure.continueWith, allocator);
  Set(status, "status", "Failure", allocator);
  Set(status, "message", failure.message, allocator);
  SetIfAny(status, "reason", failure.reason, allocator);
  if (JsonValue details = DetailsOf(failure, allocator); failure.hasDetails || !details.ObjectEmpty()) {
    Set(status, "details", std::move(details), allocator);
  }
  Set(status, "code", JsonValue(failure.code), allocator);
  return WriteJson(status);
}

Response ToResponse(const Failure& failure) {
  if (failure.isPage) {
    return {.status = failure.code, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = "404 page not found\n"};
  }
  Response response = JsonResponse(failure.code, StatusJson(failure));
  if (failure.retryAfterSeconds != 0) response.headers.Add("Retry-After", std::to_string(failure.retryAfterSeconds));
  return response;
}

}  // namespace k8s::testkit::core
