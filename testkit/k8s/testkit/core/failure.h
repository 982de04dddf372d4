#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/codec/type.h>

/// What the server answers when it cannot do what is asked: a `Status` of failure, in the words of the real server.
namespace k8s::testkit::core {

/// One finding of a validation.
struct Cause {
  std::string reason = {};
  std::string message = {};
  std::string field = {};
};

struct Failure {
  /// The real server leaves the reason out of some.
  Failure(int failureCode, std::string failureReason, std::string failureMessage);
  // Not in the header: every function that can fail would contain them.
  Failure(const Failure& other);
  Failure(Failure&& other) noexcept;
  Failure& operator=(const Failure& other);
  Failure& operator=(Failure&& other) noexcept;
  ~Failure();

  int code;
  std::string reason;
  std::string message;

  // details
  std::string name = {};
  std::string group = {};
  std::string kind = {};  ///< the resource in most failures, the kind where an object is invalid: as the real server has it
  std::string uid = {};
  std::vector<Cause> causes = {};
  int retryAfterSeconds = 0;

  bool hasDetails = false;  ///< it has them, even if they are empty
  bool isPage = false;      ///< no Status at all, but the text of a web server

  std::string continueWith = {};  ///< in the metadata: how a list that expired can go on
};

/// A resource as messages name it: "pods", "deployments.apps".
struct ResourceName {
  std::string_view group;
  std::string_view plural;

  std::string Qualified() const;
};

Failure BadRequest(std::string message);
/// No such version or resource, or nothing below it.
Failure UnknownResource();
/// No such path or group.
Failure NoSuchPage();
Failure MethodNotAllowed();
Failure NotAcceptable();
Failure UnsupportedMediaType(std::string_view accepted);
Failure TooLarge(std::string message);
Failure BodyTooLarge();
Failure Internal(std::string message);
Failure Unavailable(std::string message);

Failure NotFound(ResourceName resource, std::string_view name);
Failure AlreadyExists(ResourceName resource, std::string_view name);
Failure Forbidden(ResourceName resource, std::string_view name, std::string_view why);
Failure Conflict(ResourceName resource, std::string_view name, std::string_view why);
Failure Invalid(const codec::ApiKind& kind, std::string_view name, std::vector<Cause> causes);
/// A patch that is well-formed and cannot be applied.
Failure Unprocessable(std::string message);
/// A patch that makes `result` of an object, which is no such object.
Failure InvalidPatch(const std::string& result, const std::string& why);
/// A watch that starts before the oldest event that is still known.
Failure Expired(std::uint64_t wanted, std::uint64_t oldest);
/// A list of a version that is no longer known.
Failure ListExpired();
/// The next page of such a list; `continueWith` goes on with what is there now.
Failure PageExpired(std::string continueWith);
Failure TooLargeVersion(std::uint64_t wanted, std::uint64_t current);

/// The Status object, as JSON text.
std::string StatusJson(const Failure& failure);

}  // namespace k8s::testkit::core
