#pragma once

#include <memory>

#include <k8s/config/config.h>
#include <k8s/config/credentials.h>
#include <k8s/config/exec_plugin.h>

namespace k8s::internal {

/// The credentials that the plugin of `config.exec` gives, shared with all sources of this process that would run it in the
/// same way, as in client-go: it is run once for all of them, whether they live at one time or one after the other. By the
/// clocks and in the environment of the process.
///
/// Thread safety: from any thread.
std::shared_ptr<CredentialSource> SharedPlugin(const Config& config, bool stdinIsFree, ExecPlugin::Patience patience);

}  // namespace k8s::internal
