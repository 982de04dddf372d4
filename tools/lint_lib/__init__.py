"""clang-tidy over the handwritten C++."""
