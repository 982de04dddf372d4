#pragma once

#include <string>

#include <k8s/testkit/core/failure.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

Response JsonResponse(int status, std::string body);
/// The Status of a failure.
Response ToResponse(const Failure& failure);

}  // namespace k8s::testkit::core
