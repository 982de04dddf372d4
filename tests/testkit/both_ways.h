#pragma once

#include <chrono>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "testkit/sample_resources.h"
#include <gtest/gtest.h>

#include <k8s/config/config.h>
#include <k8s/testkit/api_server.h>
#include <k8s/transport/curl/curl_transport.h>

namespace k8s::testkit {

/// A way to reach the server.
enum class Way { kHttp, kMemory };

inline void PrintTo(Way way, std::ostream* out) { *out << (way == Way::kHttp ? "http" : "memory"); }

/// Tests of what is the same over HTTP and in memory.
class BothWays : public testing::TestWithParam<Way> {
 protected:
  explicit BothWays(ApiServerOptions options = {}) : server_(WithSamples(std::move(options))), transport_(Connect()) {}

  Result<Response> TrySend(std::string method, std::string target, std::string body = "",
                           CallContext context = CallContext::Within(std::chrono::seconds(20))) {
    return transport_->Send({.method = std::move(method),
                             .target = std::move(target),
                             .headers = {{"Content-Type", "application/json"}, {"User-Agent", "tester/1"}},
                             .body = std::move(body)},
                            context);
  }
  Response Send(std::string method, std::string target, std::string body = "") {
    return TrySend(std::move(method), std::move(target), std::move(body)).value();
  }
  int Status(std::string method, std::string target, std::string body = "") {
    return Send(std::move(method), std::move(target), std::move(body)).status;
  }
  std::unique_ptr<ByteStream> Open(std::string target, Headers headers = {},
                                   CallContext context = CallContext::Within(std::chrono::seconds(20))) {
    return transport_->Open({.target = std::move(target), .headers = std::move(headers)}, context).value();
  }

  /// One more, of which nothing is shared with others but the server.
  std::shared_ptr<Transport> Connect() const { return ConnectTo(server_); }
  static std::shared_ptr<Transport> ConnectTo(const ApiServer& server) {
    if (GetParam() == Way::kMemory) return server.InMemoryTransport();
    return MakeCurlTransport({.baseUrl = server.ClientConfig().server}).value();
  }

  ApiServer server_;
  std::shared_ptr<Transport> transport_;

 private:
  static ApiServerOptions WithSamples(ApiServerOptions options) {
    options.resources = SampleResources();
    if (options.seed == 0) options.seed = 1;
    return options;
  }
};

#define K8S_INSTANTIATE_BOTH_WAYS(Suite)                                           \
  INSTANTIATE_TEST_SUITE_P(Ways, Suite, testing::Values(Way::kHttp, Way::kMemory), \
                           [](const auto& way) { return testing::PrintToString(way.param); })

}  // namespace k8s::testkit
