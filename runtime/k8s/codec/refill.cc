#include <k8s/codec/refill.h>

namespace k8s::codec {
namespace {

constexpr std::size_t kMuch = std::size_t{256} << 10;
constexpr std::size_t kLittle = kMuch / 4;  // so far below that room is not made and given back in turn

}  // namespace

void Refill(std::string& buffer, std::size_t used, std::string_view bytes) {
  const std::size_t needed = buffer.size() - used + bytes.size();
  if (buffer.capacity() > kMuch && needed <= kLittle) {
    std::string(buffer, used).swap(buffer);  // to assign a short string would keep the room
  } else {
    buffer.erase(0, used);
  }
  buffer.append(bytes);
}

}  // namespace k8s::codec
