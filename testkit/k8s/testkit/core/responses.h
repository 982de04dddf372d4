#pragma once

#include <string>
#include <utility>

#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

inline Response JsonResponse(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

}  // namespace k8s::testkit::core
