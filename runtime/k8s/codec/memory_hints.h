#pragma once

#include <cstddef>

/// Hints about memory to the machine: they change nothing but the time that it takes, and do nothing where there is no way to
/// give them.
namespace k8s::codec {

/// A piece of memory that is about to be read, from its end. Objects lie in many small pieces: to ask for all lines of one at
/// once is faster than to wait for each.
inline void WillRead(const void* begin, std::size_t size) {
  constexpr std::size_t kLine = 64;
  constexpr std::size_t kMost = 32 * kLine;  // more than that, the hardware sees coming by itself
  const char* const end = static_cast<const char*>(begin) + size;
  for (std::size_t back = 1; back <= size && back <= kMost; back += kLine) __builtin_prefetch(end - back);
}

/// Memory that is about to be filled for the first time. Of many megabytes it is worth asking for large pages: to take them
/// over one by one can cost half as much as to compute what goes there.
void WillFill(void* begin, std::size_t size);

}  // namespace k8s::codec
