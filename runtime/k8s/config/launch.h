#pragma once

namespace k8s::internal {

/// A program to start: what posix_spawn() is given, and what it cannot do.
struct Launch {
  const char* program;  ///< A path, or a name that is looked for in PATH
  char* const* arguments;
  char* const* variables;
  int output;       ///< Becomes standard output
  int diagnostics;  ///< Becomes standard error; -1: it is ours
  /// Where the new process writes an `int`, the errno that says why it cannot be the program, before it ends. Of a program that
  /// has begun nothing is there. To be read once the process has ended: its end of file may be late, as whatever else was
  /// forked meanwhile holds the pipe too.
  int failure;
  /// Standard input is ours, and so is the process group: who reads from our terminal must be of it, and Ctrl-C is for both.
  /// Otherwise the input is empty and the group its own, to be ended together.
  bool sharesTerminal;
};

/// Starts a process for it, with signals as a program expects them, and waits for nothing. The process gets SIGTERM when this
/// one ends, or this thread: whoever starts a program waits for it. Returns 0, or the errno that says why there is no process.
int StartProcess(const Launch& launch, int& pid);

}  // namespace k8s::internal
