#pragma once

#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/testkit/core/server.h>

/// What a server stores, as documents of YAML.
namespace k8s::testkit {

/// As ApiServer::LoadManifests().
Result<void> LoadInto(core::Server& server, std::string_view manifests);
/// As ApiServer::SaveManifests().
Result<std::string> SaveFrom(core::Server& server);

}  // namespace k8s::testkit
