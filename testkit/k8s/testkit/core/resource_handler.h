#pragma once

#include <memory>

#include <k8s/testkit/core/presentation.h>
#include <k8s/testkit/core/route.h>
#include <k8s/testkit/core/shared_state.h>
#include <k8s/testkit/core/stream.h>
#include <k8s/testkit/core/writes.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// Does what one request asks of one resource.
///
/// Thread safety: one thread at a time, under the lock of the shared state.
class ResourceHandler {
 public:
  struct Context {
    std::shared_ptr<SharedState> state;
    Writes& writes;
    const Catalog& catalog;
    NameSource& names;
    std::chrono::nanoseconds bookmarkInterval;
  };

  ResourceHandler(const Context& context, const Request& request, const Target& target, const Route& route)
      : context_(context), request_(request), target_(target), route_(route) {}

  Outcome<Answer> Handle();

 private:
  Outcome<Answer> HandleCollection();
  Outcome<Answer> HandleObject();

  Outcome<Answer> List();
  Outcome<Answer> WatchAll();
  Outcome<Answer> Create();
  Outcome<Answer> DeleteAll();
  std::optional<Failure> RefuseForm() const;
  Outcome<Answer> Get();
  Outcome<Answer> Log();
  Outcome<Answer> Update();
  Outcome<Answer> PatchOne();
  Outcome<Answer> ApplyOne(const WriteOptions& options);
  Outcome<Answer> Delete();

  bool Allows(codec::Verb verb) const;
  Outcome<Answer> Show(int status, const Object& object) const;
  /// Answers with the object, and the warnings, if it was written.
  Outcome<Answer> ShowWritten(int status, const Outcome<Written>& written) const;
  Outcome<Presentation> Present(Presentation::Subject subject) const;

  const Context& context_;
  const Request& request_;
  const Target& target_;
  const Route& route_;
};

}  // namespace k8s::testkit::core
