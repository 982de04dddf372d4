#include <algorithm>
#include <utility>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/go_text.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/limits.h>

namespace k8s::testkit::core {
namespace {

Failure About(ResourceName resource, std::string_view name, int code, std::string reason, std::string message) {
  Failure failure(code, std::move(reason), std::move(message));
  failure.name = name;
  failure.group = resource.group;
  failure.kind = resource.plural;
  return failure;
}

/// It has details, and nothing in them.
Failure WithEmptyDetails(Failure failure) {
  failure.hasDetails = true;
  return failure;
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

Failure::Failure(int failureCode, std::string failureReason, std::string failureMessage)
    : code(failureCode), reason(std::move(failureReason)), message(std::move(failureMessage)) {}
Failure::Failure(const Failure& other) = default;
Failure::Failure(Failure&& other) noexcept = default;
Failure& Failure::operator=(const Failure& other) = default;
Failure& Failure::operator=(Failure&& other) noexcept = default;
Failure::~Failure() = default;

std::string ResourceName::Qualified() const {
  std::string qualified(plural);
  if (!group.empty()) qualified.append(".").append(group);
  return qualified;
}

Failure BadRequest(std::string message) { return {400, "BadRequest", std::move(message)}; }

Failure UnknownResource() { return WithEmptyDetails({404, "NotFound", "the server could not find the requested resource"}); }

Failure NoSuchPage() {
  Failure failure = UnknownResource();
  failure.isPage = true;
  return failure;
}

Failure MethodNotAllowed() {
  return WithEmptyDetails({405, "MethodNotAllowed", "the server does not allow this method on the requested resource"});
}

Failure NotAcceptable() {
  return {406, "NotAcceptable",
          "only the following media types are accepted: application/json, application/yaml, "
          "application/vnd.kubernetes.protobuf"};
}

Failure UnsupportedMediaType(std::string_view accepted) {
  return {415, "UnsupportedMediaType",
          "the body of the request was in an unknown format - accepted media types include: " + std::string(accepted)};
}

Failure TooLarge(std::string message) { return {413, "RequestEntityTooLarge", std::move(message)}; }

Failure BodyTooLarge() { return TooLarge("Request entity too large: limit is " + std::to_string(kMaxBodyBytes)); }

Failure Internal(std::string message) { return {500, "InternalError", "Internal error occurred: " + std::move(message)}; }

Failure Unavailable(std::string message) { return {503, "ServiceUnavailable", std::move(message)}; }

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
  Failure failure = About({.group = kind.group, .plural = kind.kind}, name, 422, "Invalid", InvalidMessage(kind, name, causes));
  failure.causes = std::move(causes);
  return failure;
}

Failure Unprocessable(std::string message) { return {422, "Invalid", std::move(message)}; }

Failure InvalidPatch(const std::string& result, const std::string& why) {
  const std::string message = "Invalid value: " + WriteJson(JsonValue(rapidjson::StringRef(result.c_str()))) + ": " + why;
  Failure failure = Unprocessable(" \"\" is invalid: patch: " + message);
  failure.causes = {{.reason = "FieldValueInvalid", .message = message, .field = "patch"}};
  return failure;
}

Failure Expired(std::uint64_t wanted, std::uint64_t oldest) {
  return {410, "Expired", "too old resource version: " + std::to_string(wanted) + " (" + std::to_string(oldest) + ")"};
}

Failure ListExpired() { return {410, "Expired", "The resourceVersion for the provided list is too old."}; }

Failure PageExpired(std::string continueWith) {
  Failure failure(410, "Expired",
                  "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                  "without the continue parameter, or use the continue token in this response to retrieve the remainder of "
                  "the results. Continuing with the provided token results in an inconsistent list - objects that were "
                  "created, modified, or deleted between the time the first chunk was returned and now may show up in the "
                  "list.");
  failure.continueWith = std::move(continueWith);
  return failure;
}

Failure TooLargeVersion(std::uint64_t wanted, std::uint64_t current) {
  const std::string message = "Too large resource version: " + std::to_string(wanted) + ", current: " + std::to_string(current);
  Failure failure(504, "Timeout", "Timeout: " + message);
  failure.causes = {{.reason = "ResourceVersionTooLarge", .message = "Too large resource version"}};
  failure.retryAfterSeconds = 1;
  return failure;
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

}  // namespace k8s::testkit::core
