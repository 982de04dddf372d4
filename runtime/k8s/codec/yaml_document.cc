#include <algorithm>

#include <k8s/codec/yaml_document.h>

namespace k8s::codec {

std::size_t YamlDocument::LineAt(std::size_t offset) const {
  const auto next =
      std::upper_bound(lines.begin(), lines.end(), offset, [](std::size_t at, const Line& entry) { return at < entry.offset; });
  return next == lines.begin() ? line : std::prev(next)->line;
}

}  // namespace k8s::codec
