#pragma once

#include <functional>

#include <k8s/testkit/core/apply/field_manager.h>
#include <k8s/testkit/core/resource_handler.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// Does what a request asks of a subresource that is no part of its object: scale, binding, eviction, token. What is not
/// served here is a 405.
///
/// Thread safety: one thread at a time, under the lock of the shared state.
class SubresourceHandler {
 public:
  SubresourceHandler(const ResourceHandler::Context& context, const Request& request, const Target& target, const Route& route);

  Outcome<Answer> Handle();

 private:
  Outcome<Answer> GetScale();
  Outcome<Answer> UpdateScale();
  Outcome<Answer> PatchScale();
  Outcome<Answer> ApplyScale();
  using ScaleChange = std::function<Outcome<Json>(const FieldManager& manager, const Json& live)>;
  Outcome<Answer> ChangeScale(const ScaleChange& change);
  FieldManager ScaleManager(const WriteOptions& options) const;
  Outcome<Answer> WriteScale(const Object& parent, const Json& scale, ManagedFields managed, const WriteOptions& options);
  Outcome<Answer> Bind();
  Outcome<Answer> Evict();
  Outcome<Answer> IssueToken();

  Outcome<ObjectPtr> FindParent() const;
  /// As if it were a resource of its own: a body is read by the type of the subresource, not of its parent.
  ApiResource Shaped() const;
  /// The body, which has to be of the subresource's kind.
  Outcome<Json> ReadBody() const;
  /// Writes the parent, after `change` was made to a copy of it.
  template <class Change>
  Outcome<ObjectPtr> ChangeParent(const Object& parent, Change change);
  std::optional<Failure> DeleteEvicted(const Object& pod, DeleteOptions options);
  std::optional<Failure> CheckBudgets(const Object& pod, bool dryRun);
  Outcome<Answer> AnswerWithScaleOf(const Object& parent) const;
  Outcome<Answer> AnswerWith(int status, Json object) const;
  static Answer Finished(int status, std::string body);
  /// The Status of success that answers what leaves no object behind.
  static Answer Done();

  const ResourceHandler::Context& context_;
  const Request& request_;
  const Target& target_;
  const Route& route_;
  Route parent_;
};

}  // namespace k8s::testkit::core
