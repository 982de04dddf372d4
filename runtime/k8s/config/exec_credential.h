#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/credentials.h>

/// What a plugin is told and what it answers: the object ExecCredential of client.authentication.k8s.io.
namespace k8s::internal {

/// What a user's `exec` must fulfil. kConfig: says what it lacks. kUnsupported: its version is v1alpha1.
Result<void> CheckExec(const ExecConfig& exec);

/// Whether the plugin gets our standard input. kConfig: it needs it, and `stdinIsTerminal` is false.
Result<bool> IsInteractive(const ExecConfig& exec, bool stdinIsTerminal);

/// The value of KUBERNETES_EXEC_INFO: an ExecCredential in JSON, with the cluster of `config` if its plugin wants that. `caPem`
/// is what the CA's file or data hold. `config.exec` is there.
std::string ExecInfo(const Config& config, std::string_view caPem, bool isInteractive);

/// Credentials, and until when they are good.
struct ExpiringCredentials {
  Credentials credentials;
  std::optional<std::chrono::system_clock::time_point> expires;  ///< none: until they are refused
};

/// What a plugin printed. kConfig: it is no ExecCredential of that version with a token, or with a certificate and its key. The
/// message repeats nothing of it.
Result<ExpiringCredentials> ParseExecCredential(const std::string& text, const std::string& apiVersion);

}  // namespace k8s::internal
