#pragma once

#include <string>
#include <string_view>

#include <k8s/base/result.h>

/// Values of the header `Authorization`.
namespace k8s::internal {

/// "Bearer <token>". kConfig: the token, which came from `origin`, contains what no HTTP header can carry.
Result<std::string> BearerAuthorization(std::string_view token, std::string_view origin);

/// "Basic <base64>".
std::string BasicAuthorization(std::string_view username, std::string_view password);

}  // namespace k8s::internal
