#pragma once

#include <string>
#include <string_view>

#include <k8s/dynamic/unstructured.h>

namespace k8s::internal {

/// What an item of a list is that does not say so itself: a server leaves that out of lists of one kind. As in Go.
struct ItemKind {
  std::string apiVersion = {};
  std::string kind = {};  ///< Empty: the list does not tell

  /// "Pod", of a list of the kind "PodList".
  static ItemKind OfList(std::string_view apiVersion, std::string_view listKind);

  /// Gives it to an object that has neither apiVersion nor kind.
  void Complete(Unstructured& item) const;
};

}  // namespace k8s::internal
