#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/testkit/core/server.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit {

/// The value at a path of names and indices ("items.0.metadata.name"), as text; empty when there is none.
std::string At(std::string_view json, std::string_view path);

/// The server's core, a clock to move, and the requests that tests make.
class TestApi {
 public:
  explicit TestApi(std::size_t watchHistory = 100);

  Response Get(std::string target, std::string accept = "application/json");
  Response Post(std::string target, std::string body);
  Response Put(std::string target, std::string body);
  Response Patch(std::string target, std::string type, std::string body);
  Response Delete(std::string target, std::string body = "");
  Response Send(std::string method, std::string target, Headers headers = {}, std::string body = "");

  /// Opens a stream; the test fails if the answer is none.
  std::unique_ptr<core::Stream> Watch(std::string target, std::string accept = "application/json");

  void Advance(std::chrono::seconds duration) { now_ += duration; }
  core::Server& Server() { return server_; }

 private:
  core::TimePoint now_;
  core::Server server_;
};

/// What the stream has to say by now, one line a frame: "ADDED web", "BOOKMARK", "ERROR 410", and "END" when it is over.
std::vector<std::string> Drain(core::Stream& stream);

/// The names of the items of a list, each with a space behind it.
std::string NamesIn(const Response& list);

/// JSON of a small object.
std::string Pod(std::string_view name, std::string_view labels = "{}");

inline constexpr char kMerge[] = "application/merge-patch+json";
inline constexpr char kPods[] = "/api/v1/namespaces/default/pods";

}  // namespace k8s::testkit
