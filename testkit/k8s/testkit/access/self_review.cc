#include <algorithm>
#include <string>
#include <utility>

#include <k8s/testkit/access/authorizer.h>
#include <k8s/testkit/access/self_review.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/json_writer.h>
#include <k8s/testkit/core/responses.h>

namespace k8s::testkit::access {
namespace {

using core::Json;
using core::JsonAllocator;
using core::JsonValue;
using core::StringAt;

/// The member of that name, if it is an object.
const JsonValue* ObjectAt(const JsonValue& object, std::string_view name) {
  const JsonValue* value = core::Find(object, name);
  return value != nullptr && value->IsObject() ? value : nullptr;
}

std::optional<Attempt> AttemptIn(const JsonValue& review) {
  const JsonValue* spec = ObjectAt(review, "spec");
  if (spec == nullptr) return std::nullopt;
  Attempt attempt;
  if (const JsonValue* resource = ObjectAt(*spec, "resourceAttributes")) {
    attempt.info = {.verb = std::string(StringAt(*resource, "verb")),
                    .group = std::string(StringAt(*resource, "group")),
                    .version = std::string(StringAt(*resource, "version")),
                    .resource = std::string(StringAt(*resource, "resource")),
                    .subresource = std::string(StringAt(*resource, "subresource")),
                    .namespace_ = std::string(StringAt(*resource, "namespace")),
                    .name = std::string(StringAt(*resource, "name"))};
    return attempt;
  }
  const JsonValue* path = ObjectAt(*spec, "nonResourceAttributes");
  if (path == nullptr) return std::nullopt;
  attempt.info.verb = StringAt(*path, "verb");
  attempt.path = StringAt(*path, "path");
  return attempt;
}

/// The review with its status, as the server answers.
template <class WriteStatus>
Response Answered(std::string_view apiVersion, std::string_view kind, const JsonValue& review, WriteStatus writeStatus) {
  core::JsonWriter json;
  json.Object([&] {
    json.Field("kind", kind);
    json.Field("apiVersion", apiVersion);
    json.Object("metadata", [&] { json.Name("creationTimestamp"), json.Raw("null"); });
    if (const JsonValue* spec = ObjectAt(review, "spec")) {
      json.Name("spec");
      json.Raw(core::WriteJson(*spec));
    }
    json.Object("status", [&] { writeStatus(json); });
  });
  return core::JsonResponse(201, json.Take());
}

core::Outcome<Response> ReviewAccess(const Asker& asker, const JsonValue& review) {
  const auto attempt = AttemptIn(review);
  if (!attempt) {
    return core::Invalid({"authorization.k8s.io", "v1", "SelfSubjectAccessReview"}, "",
                         {{.reason = "FieldValueInvalid",
                           .message = "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be "
                                      "specified",
                           .field = "spec.resourceAttributes"}});
  }
  return Answered("authorization.k8s.io/v1", "SelfSubjectAccessReview", review,
                  [&](core::JsonWriter& json) { json.Field("allowed", MayDo(asker.user, asker.isAnonymous, *attempt)); });
}

bool IsPath(std::string_view resource) { return resource.starts_with('/'); }

void WriteRules(const User& user, std::string_view ns, core::JsonWriter& json) {
  std::vector<Permission> resources, paths;
  for (const Permission& permission : user.may) {
    const bool isHere = permission.namespaces.empty() ||
                        std::count(permission.namespaces.begin(), permission.namespaces.end(), ns) > 0 ||
                        std::count(permission.namespaces.begin(), permission.namespaces.end(), "*") > 0;
    if (!isHere) continue;
    const bool isOfPaths = std::all_of(permission.resources.begin(), permission.resources.end(), IsPath);
    (isOfPaths ? paths : resources).push_back(permission);
  }
  resources.push_back({.verbs = {"create"},
                       .groups = {"authorization.k8s.io"},
                       .resources = {"selfsubjectaccessreviews", "selfsubjectrulesreviews"}});
  paths.push_back({.verbs = {"get"},
                   .resources = {"/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*",
                                 "/readyz", "/version"}});
  json.List("resourceRules", resources, [&](const Permission& permission) {
    json.Object([&] {
      json.Texts("verbs", permission.verbs);
      json.Texts("apiGroups", permission.groups);
      json.Texts("resources", permission.resources);
      if (!permission.names.empty()) json.Texts("resourceNames", permission.names);
    });
  });
  json.List("nonResourceRules", paths, [&](const Permission& permission) {
    json.Object([&] {
      json.Texts("verbs", permission.verbs);
      json.Texts("nonResourceURLs", permission.resources);
    });
  });
  json.Field("incomplete", false);
}

core::Outcome<Response> ReviewRules(const Asker& asker, const JsonValue& review) {
  const JsonValue* spec = ObjectAt(review, "spec");
  const std::string_view ns = spec == nullptr ? std::string_view() : StringAt(*spec, "namespace");
  if (ns.empty()) return core::BadRequest("no namespace on request");
  return Answered("authorization.k8s.io/v1", "SelfSubjectRulesReview", review,
                  [&](core::JsonWriter& json) { WriteRules(asker.user, ns, json); });
}

core::Outcome<Response> ReviewUser(const Asker& asker, const JsonValue& review) {
  return Answered("authentication.k8s.io/v1", "SelfSubjectReview", review, [&](core::JsonWriter& json) {
    json.Object("userInfo", [&] {
      json.Field("username", asker.user.name);
      std::vector<std::string> groups = asker.user.groups;
      groups.push_back(asker.isAnonymous ? "system:unauthenticated" : "system:authenticated");
      json.Texts("groups", groups);
    });
  });
}

using Review = core::Outcome<Response> (*)(const Asker&, const JsonValue&);

Review ReviewFor(const RequestInfo& info) {
  if (info.verb != "create" || info.version != "v1") return nullptr;
  if (info.group == "authorization.k8s.io" && info.resource == "selfsubjectaccessreviews") return &ReviewAccess;
  if (info.group == "authorization.k8s.io" && info.resource == "selfsubjectrulesreviews") return &ReviewRules;
  if (info.group == "authentication.k8s.io" && info.resource == "selfsubjectreviews") return &ReviewUser;
  return nullptr;
}

}  // namespace

std::optional<core::Outcome<Response>> ReviewSelf(const Asker& asker, const Request& request) {
  const Review review = ReviewFor(request.info);
  if (review == nullptr) return std::nullopt;
  const auto body = core::ParseJson(request.body);
  if (!body) return body.failure();
  if (!body->IsObject()) return core::BadRequest("the body of a review must be an object");
  return review(asker, *body);
}

}  // namespace k8s::testkit::access
