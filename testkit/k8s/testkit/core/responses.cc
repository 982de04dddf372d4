#include <utility>

#include <k8s/testkit/core/responses.h>

namespace k8s::testkit::core {

Response JsonResponse(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

Response ToResponse(const Failure& failure) {
  if (failure.isPage) {
    return {.status = failure.code, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = "404 page not found\n"};
  }
  Response response = JsonResponse(failure.code, StatusJson(failure));
  if (failure.retryAfterSeconds != 0) response.headers.Add("Retry-After", std::to_string(failure.retryAfterSeconds));
  return response;
}

}  // namespace k8s::testkit::core
