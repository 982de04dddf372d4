#pragma once

#include <functional>
#include <string>
#include <utility>

#include <k8s/transport/transport.h>

namespace k8s::testkit {

/// Which requests are meant. What is empty matches every request.
///
/// ```
/// OnWatch("pods")                                      // every watch of pods
/// OnUpdate("deployments/status").In("shop").Named("web")
/// OnAny().From("my-controller").Where([](const Request& request) { return request.body.size() > 1000; })
/// ```
///
/// Thread safety: as a value; `where` is called on the thread that carries the request.
struct RequestMatcher {
  std::string verb = {};      ///< As in RBAC: "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"
  std::string resource = {};  ///< "pods"; with a subresource "pods/log"; "pods/*" matches pods and all their subresources
  std::string group = {};     ///< "apps"; the core group is called "core"
  std::string namespace_ = {};
  std::string name = {};       ///< Of the object in the path; a create has none
  std::string userAgent = {};  ///< A part of the User-Agent header
  std::string user = {};       ///< As in ApiServer::AddUser(); "system:anonymous" is who proves nothing
  /// What else must hold. Request::info is filled in; the body is JSON, whatever the client has sent.
  std::function<bool(const Request&)> where = {};

  RequestMatcher In(std::string wanted) const { return With(&RequestMatcher::namespace_, std::move(wanted)); }
  RequestMatcher Named(std::string wanted) const { return With(&RequestMatcher::name, std::move(wanted)); }
  RequestMatcher OfGroup(std::string wanted) const { return With(&RequestMatcher::group, std::move(wanted)); }
  RequestMatcher From(std::string wanted) const { return With(&RequestMatcher::userAgent, std::move(wanted)); }
  RequestMatcher By(std::string wanted) const { return With(&RequestMatcher::user, std::move(wanted)); }
  RequestMatcher Where(std::function<bool(const Request&)> wanted) const {
    return With(&RequestMatcher::where, std::move(wanted));
  }

  bool Matches(const Request& request) const;

 private:
  template <class T>
  RequestMatcher With(T RequestMatcher::*member, T value) const {
    RequestMatcher changed = *this;
    changed.*member = std::move(value);
    return changed;
  }
};

inline RequestMatcher OnVerb(std::string verb, std::string resource) {
  RequestMatcher matcher;
  matcher.verb = std::move(verb);
  matcher.resource = std::move(resource);
  return matcher;
}

/// Any verb.
inline RequestMatcher OnAny(std::string resource = {}) { return OnVerb({}, std::move(resource)); }
inline RequestMatcher OnGet(std::string resource = {}) { return OnVerb("get", std::move(resource)); }
inline RequestMatcher OnList(std::string resource = {}) { return OnVerb("list", std::move(resource)); }
inline RequestMatcher OnWatch(std::string resource = {}) { return OnVerb("watch", std::move(resource)); }
inline RequestMatcher OnCreate(std::string resource = {}) { return OnVerb("create", std::move(resource)); }
inline RequestMatcher OnUpdate(std::string resource = {}) { return OnVerb("update", std::move(resource)); }
inline RequestMatcher OnPatch(std::string resource = {}) { return OnVerb("patch", std::move(resource)); }
inline RequestMatcher OnDelete(std::string resource = {}) { return OnVerb("delete", std::move(resource)); }

}  // namespace k8s::testkit
