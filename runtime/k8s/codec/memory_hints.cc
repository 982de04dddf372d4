#include <cstdint>

#include <k8s/codec/memory_hints.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace k8s::codec {

#ifdef MADV_HUGEPAGE

void WillFill(void* begin, std::size_t size) {
  constexpr std::uintptr_t kPage = 4096;
  constexpr std::size_t kLarge = std::size_t{8} << 20;
  if (size < kLarge) return;
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  const std::uintptr_t firstPage = (address + kPage - 1) / kPage * kPage;
  madvise(reinterpret_cast<void*>(firstPage), (address + size - firstPage) / kPage * kPage, MADV_HUGEPAGE);
}

#else

void WillFill(void* /*begin*/, std::size_t /*size*/) {}

#endif

}  // namespace k8s::codec
