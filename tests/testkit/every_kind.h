#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <k8s/testkit/api_server.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit {

/// A server of every kind, in memory, whose clock stands still.
class EveryKind {
 public:
  Response Send(std::string method, std::string target, std::string body = "", Headers headers = {}) {
    if (headers.Find("Content-Type") == nullptr) headers.Add("Content-Type", "application/json");
    return transport_
        ->Send(
            {.method = std::move(method), .target = std::move(target), .headers = std::move(headers), .body = std::move(body)},
            CallContext::Within(std::chrono::seconds(10)))
        .value();
  }
  Response Get(std::string target, std::string accept = "application/json") {
    return Send("GET", std::move(target), "", {{"Accept", std::move(accept)}});
  }
  Response Merge(std::string target, std::string patch) {
    return Send("PATCH", std::move(target), std::move(patch), {{"Content-Type", "application/merge-patch+json"}});
  }
  std::unique_ptr<ByteStream> Open(std::string target, std::string accept) {
    return transport_
        ->Open({.target = std::move(target), .headers = {{"Accept", std::move(accept)}}},
               CallContext::Within(std::chrono::seconds(10)))
        .value();
  }

  ApiServer& Server() { return server_; }

 private:
  ApiServer server_{{.clock = [] { return std::chrono::sys_days(std::chrono::year(2026) / 1 / 2); }}};
  std::shared_ptr<Transport> transport_ = server_.InMemoryTransport();
};

}  // namespace k8s::testkit
