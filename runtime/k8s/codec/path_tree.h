#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace k8s::codec {

/// A set of field paths ("spec.replicas", "spec.rules[*].weight"), laid out for a walk that goes down member by member.
class PathTree {
 public:
  PathTree() = default;
  explicit PathTree(const std::vector<std::string>& paths);

  /// The paths that go on below a member, or below every element ("*"); null when there are none.
  const PathTree* Below(std::string_view part) const;

  /// Whether a path ends here.
  bool IsEnd() const { return end_; }

 private:
  void Add(std::string_view path);

  std::map<std::string, PathTree, std::less<>> parts_;
  bool end_ = false;
};

}  // namespace k8s::codec
