#pragma once

#include <chrono>
#include <string>

#include <k8s/base/result.h>

/// What certificates and keys say of themselves, before a handshake fails far from its cause. Errors are kConfig, and repeat
/// nothing of the text.
namespace k8s::internal {

/// There is a certificate in `pem` that can be read.
Result<void> CheckRoots(const std::string& pem);

/// The first certificate in `certificatePem` is of the key in `keyPem`. When the certificate ends.
Result<std::chrono::system_clock::time_point> CheckKeyPair(const std::string& certificatePem, const std::string& keyPem);

}  // namespace k8s::internal
