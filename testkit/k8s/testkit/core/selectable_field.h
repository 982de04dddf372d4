#pragma once

#include <string_view>

namespace k8s::testkit::core {

/// A field by which objects of some resource can be selected.
struct SelectableField {
  std::string_view path;         ///< "spec.nodeName"
  std::string_view absent = {};  ///< the value of an object that does not have it
};

}  // namespace k8s::testkit::core
