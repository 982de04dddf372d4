#include <algorithm>
#include <utility>

#include <k8s/testkit/access/access_control.h>
#include <k8s/testkit/access/authorizer.h>
#include <k8s/testkit/core/identity.h>
#include <k8s/testkit/core/kind_facts.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/responses.h>

namespace k8s::testkit::access {
namespace {

constexpr int kNotFound = 404;
constexpr std::string_view kBearer = "Bearer ";

const User* FindBy(const std::vector<User>& users, std::string User::*member, std::string_view value) {
  const auto found = std::find_if(users.begin(), users.end(), [&](const User& user) { return user.*member == value; });
  return found == users.end() ? nullptr : &*found;
}

Asker Everybody() { return {.user = {.name = "system:admin", .groups = {"system:masters"}, .may = {Permission()}}}; }
Asker Anonymous() { return {.user = {.name = "system:anonymous"}, .isAnonymous = true}; }

std::string PathOf(const Request& request) {
  std::string path = request.target.substr(0, request.target.find('?'));
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

/// Applying something that is not there creates it; so does an update, of some kinds.
bool MayHaveToCreate(const Request& request) {
  const RequestInfo& info = request.info;
  if (!info.subresource.empty()) return false;
  if (info.verb == "update") return core::IsCreatedByUpdate(info.group, info.resource);
  return info.verb == "patch" && core::BodyType(request.headers) == core::kApplyPatch;
}

Attempt CreationIn(Attempt attempt) {
  attempt.info.verb = "create";
  return attempt;
}

core::Answer Refused(const core::Failure& failure) { return {.head = core::ToResponse(failure), .stream = nullptr}; }

}  // namespace

void AccessControl::Add(User user) {
  std::lock_guard lock(mutex_);
  std::erase_if(users_, [&](const User& other) { return other.name == user.name; });
  users_.push_back(std::move(user));
}

std::optional<User> AccessControl::Find(std::string_view name) const {
  std::lock_guard lock(mutex_);
  const User* user = FindBy(users_, &User::name, name);
  return user == nullptr ? std::nullopt : std::optional(*user);
}

std::vector<User> AccessControl::All() const {
  std::lock_guard lock(mutex_);
  return users_;
}

std::string AccessControl::NameOf(const Headers& headers) const {
  const auto asker = Identify(headers);
  return asker ? asker->user.name : std::string();
}

void AccessControl::Handle(const Request& request, Respond respond) {
  const auto asker = Identify(request.headers);
  if (!asker) return respond(Refused(asker.failure()));
  const Attempt attempt{.info = request.info, .path = PathOf(request)};
  if (!MayDo(asker->user, asker->isAnonymous, attempt)) return respond(Refused(Forbidden(asker->user.name, attempt)));
  if (auto review = ReviewSelf(*asker, request)) {
    return respond(*review ? core::Answer{.head = std::move(**review), .stream = nullptr} : Refused(review->failure()));
  }
  const Attempt creation = CreationIn(attempt);
  if (!MayHaveToCreate(request) || MayDo(asker->user, asker->isAnonymous, creation)) {
    return server_->Handle(request, std::move(respond));
  }
  // Whether it is there is asked beforehand: what comes in between is as if it had come before.
  const Request look{.method = "GET", .target = PathOf(request)};
  const auto refuse = [name = asker->user.name, creation] { return Refused(Forbidden(name, creation)); };
  server_->Handle(look, [server = server_, request, refuse, respond = std::move(respond)](core::Answer found) mutable {
    if (found.head.status == kNotFound) return respond(refuse());
    server->Handle(request, std::move(respond));
  });
}

core::Outcome<Asker> AccessControl::Identify(const Headers& headers) const {
  std::lock_guard lock(mutex_);
  if (users_.empty()) return Everybody();
  if (const std::string* name = headers.Find(core::kCertifiedName)) {
    const User* user = FindBy(users_, &User::name, *name);
    return Asker{.user = user == nullptr ? User{.name = *name} : *user};
  }
  const std::string* authorization = headers.Find("Authorization");
  if (authorization == nullptr) return Anonymous();
  const std::string_view proof = *authorization;
  const User* user = proof.starts_with(kBearer) ? FindBy(users_, &User::token, proof.substr(kBearer.size())) : nullptr;
  if (user == nullptr) return Unauthorized();
  return Asker{.user = *user};
}

}  // namespace k8s::testkit::access
