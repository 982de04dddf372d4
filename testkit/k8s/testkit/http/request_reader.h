#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <k8s/transport/transport.h>

namespace k8s::testkit::http {

/// Finds the requests in what comes in over one connection.
class RequestReader {
 public:
  enum class State {
    kWantsMore,  ///< the request is not complete
    kComplete,   ///< Take() it
    kTooLarge,   ///< its body is larger than the server takes; nothing can be read after it
    kMalformed,  ///< it is no HTTP, as Problem() says; nothing can be read after it
  };

  RequestReader();
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Goes on with the request, or begins the next. `bytes` come after all that was passed before.
  State Read(std::string_view bytes);

  /// The request that is complete.
  Request Take();
  /// Whether the client of the last request that was taken wants to send another one.
  bool KeepsAlive() const { return keeps_alive_; }
  std::string Problem() const { return problem_; }

 private:
  struct Parser;

  std::unique_ptr<Parser> parser_;
  std::string unread_;
  bool keeps_alive_ = false;
  std::string problem_;
};

}  // namespace k8s::testkit::http
