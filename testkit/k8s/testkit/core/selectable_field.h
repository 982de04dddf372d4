#pragma once

#include <array>
#include <string_view>

namespace k8s::testkit::core {

/// A field by which objects of some resource can be selected.
struct SelectableField {
  std::string_view label;                        ///< what a selector calls it: "spec.nodeName"
  std::array<std::string_view, 2> sources = {};  ///< where its value is; the second, if the first has none
  std::string_view absent = {};                  ///< the value of an object that does not have it
};

}  // namespace k8s::testkit::core
