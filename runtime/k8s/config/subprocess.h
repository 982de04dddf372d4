#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>

namespace k8s::internal {

/// A program to run, without a shell between.
struct Subprocess {
  std::string program;  ///< A path, or a name that is looked for in PATH
  std::vector<std::string> args = {};
  std::vector<std::pair<std::string, std::string>> variables = {};  ///< Besides those of this process, or in their place
  /// It talks with the user: standard input and standard error are ours. Otherwise the input is empty, the error kept.
  bool sharesTerminal = false;
  std::size_t maxOutput = std::size_t{1} << 20;  ///< Bytes on standard output beyond this are an Error
};

/// How a program ended, and what it wrote.
struct SubprocessOutcome {
  int exitCode = 0;
  int signal = 0;  ///< That ended it; 0: none did
  std::string output;
  std::string diagnostics;  ///< The last bytes of its standard error, a few kilobytes
};

/// Runs the program and waits for its end. A program that leaves others behind, which hold its pipes, is not waited for longer
/// than it runs itself.
///
/// When the context ends the wait (kCancelled, kDeadlineExceeded), or the output is too long (kConfig), the program is killed,
/// and with it what it has started, unless it shares our terminal. It also gets SIGTERM if this process dies. kNotFound: there
/// is no such program. kConfig: it cannot be started.
///
/// Thread safety: from any thread.
Result<SubprocessOutcome> RunSubprocess(const Subprocess& subprocess, const CallContext& context);

}  // namespace k8s::internal
