"""The benchmarks, one module each; a module here that defines BENCH is all that tools/bench needs to know of one."""
