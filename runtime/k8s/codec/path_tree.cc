#include <algorithm>

#include <k8s/codec/path_tree.h>

namespace k8s::codec {
namespace {

constexpr std::string_view kEveryElement = "[*]";

// Cuts the first part off a path; every element of a list or map is the part "*".
std::string_view TakePart(std::string_view& path) {
  if (path.starts_with(kEveryElement)) {
    path.remove_prefix(kEveryElement.size());
    return "*";
  }
  if (path.starts_with('.')) path.remove_prefix(1);
  const std::size_t length = std::min(path.find('.'), path.find('['));
  const std::string_view part = path.substr(0, length);
  path.remove_prefix(part.size());
  return part;
}

}  // namespace

PathTree::PathTree(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) Add(path);
}

void PathTree::Add(std::string_view path) {
  PathTree* node = this;
  while (!path.empty()) {
    const std::string_view part = TakePart(path);
    if (part.empty()) return;  // "a..b", "a[0]": names no field, so it includes none
    node = &node->parts_[std::string(part)];
  }
  node->end_ = true;
}

const PathTree* PathTree::Below(std::string_view part) const {
  const auto found = parts_.find(part);
  return found == parts_.end() ? nullptr : &found->second;
}

}  // namespace k8s::codec
