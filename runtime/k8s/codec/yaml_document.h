#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace k8s::codec {

/// A place in a text: line and column are counted from 1.
struct YamlPlace {
  std::size_t line = 1;
  std::size_t column = 1;
  std::size_t offset = 0;
};

/// A document of YAML as JSON, and which line of the text each part of it comes from.
struct YamlDocument {
  struct Line {
    std::size_t offset;  ///< in `json`
    std::size_t line;
  };

  std::string json = "null";
  std::size_t line = 1;     ///< where it starts
  std::vector<Line> lines;  ///< in the order of their offsets

  /// The line that the byte of `json` comes from.
  std::size_t LineAt(std::size_t offset) const;
};

}  // namespace k8s::codec
