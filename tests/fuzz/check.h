#pragma once

/// Ends the program, where a fuzzer sees it, unless something holds that must. Not an assertion: those may be compiled away.
#define K8S_FUZZ_CHECK(condition) \
  if (!(condition)) __builtin_trap()
