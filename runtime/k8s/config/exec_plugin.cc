#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include <k8s/config/exec_credential.h>
#include <k8s/config/exec_plugin.h>
#include <k8s/config/redacted.h>
#include <k8s/config/subprocess.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

constexpr std::size_t kMaxHint = 1000;
constexpr std::size_t kMaxDiagnostics = 400;

Error Bad(std::string message) { return Error(ErrorCode::kConfig, std::move(message)); }

CallContext Bounded(const CallContext& context, std::chrono::milliseconds limit) {
  return {.stop = context.stop, .deadline = After(std::chrono::steady_clock::now(), limit)};
}

Error Missing(const std::string& installHint) {
  std::string message = "there is no such command";
  if (!installHint.empty()) message += fmt::format("; {}", OnOneLine(installHint, kMaxHint));
  return Bad(std::move(message));
}

Error TookTooLong(std::chrono::milliseconds limit) {
  return Bad(fmt::format("it did not end within {:g} s", std::chrono::duration<double>(limit).count()));
}

Result<void> CheckEnd(const SubprocessOutcome& outcome) {
  if (outcome.exitCode == 0 && outcome.signal == 0) return {};
  std::string message = outcome.signal != 0 ? fmt::format("it was ended by signal {}", outcome.signal)
                                            : fmt::format("it ended with code {}", outcome.exitCode);
  const std::string said = Redacted(outcome.diagnostics, kMaxDiagnostics);
  if (!said.empty()) message += fmt::format(": {}", said);
  return Bad(std::move(message));
}

}  // namespace

ExecPlugin::ExecPlugin(Config config, const Environment& environment, bool stdinIsFree, Patience patience)
    : config_(std::move(config)), environment_(environment), stdin_is_free_(stdinIsFree), patience_(patience) {}

Result<ExpiringCredentials> ExecPlugin::Issue(const CallContext& context) {
  return Run(context).transform_error([this](const Error& error) { return error.WithContext(Name()); });
}

std::string ExecPlugin::Name() const { return fmt::format("exec plugin {}", Quoted(config_.exec->command)); }

Result<std::string> ExecPlugin::CaPem() const {
  if (!config_.exec->provideClusterInfo || config_.caFile.empty()) return config_.caData;
  Result<std::string> pem = environment_.ReadFile(config_.caFile);
  if (!pem) return Bad(pem.error().Message());
  return pem;
}

Result<ExpiringCredentials> ExecPlugin::Run(const CallContext& context) const {
  const ExecConfig& exec = *config_.exec;
  const Result<bool> isInteractive = IsInteractive(exec, stdin_is_free_ && isatty(STDIN_FILENO) == 1);
  if (!isInteractive) return isInteractive.error();
  const Result<std::string> caPem = CaPem();
  if (!caPem) return caPem.error();

  Subprocess plugin{.program = exec.command, .args = exec.args, .variables = exec.env, .sharesTerminal = *isInteractive};
  plugin.variables.emplace_back("KUBERNETES_EXEC_INFO", ExecInfo(config_, *caPem, *isInteractive));
  const auto limit = *isInteractive ? patience_.interactive : patience_.alone;
  const Result<SubprocessOutcome> outcome = RunSubprocess(plugin, Bounded(context, limit));
  if (!outcome && outcome.error().Code() == ErrorCode::kNotFound) return Missing(exec.installHint);
  // Its own time limit is none of the call, whose deadline may be far.
  if (!outcome && outcome.error().Code() == ErrorCode::kDeadlineExceeded) return TookTooLong(limit);
  if (!outcome) return outcome.error();
  if (Result<void> checked = CheckEnd(*outcome); !checked) return checked.error();
  return ParseExecCredential(outcome->output, exec.apiVersion).transform_error([](const Error& error) {
    return error.WithContext("what it printed");
  });
}

}  // namespace k8s::internal
