#pragma once

#include <string>

namespace k8s {

/// The User-Agent of a client: `given`, or what client-go would say of this program: "controller/0.1.0 (linux/amd64)
/// client-cpp".
std::string UserAgent(const std::string& given);

}  // namespace k8s
