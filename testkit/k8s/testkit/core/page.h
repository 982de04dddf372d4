#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <k8s/testkit/core/list_options.h>
#include <k8s/testkit/core/object.h>
#include <k8s/testkit/core/route.h>
#include <k8s/testkit/core/store.h>

namespace k8s::testkit::core {

/// What a list says of itself.
struct ListMeta {
  std::uint64_t version = 0;
  std::string continueWith = {};              ///< empty: it ends here
  std::optional<std::size_t> remaining = {};  ///< objects behind its end; none where nobody counted
};

/// The objects that one request to list is answered with.
struct Page {
  ListMeta metadata;
  std::vector<ObjectPtr> objects;
};

/// What of a resource such a request gets: 410 where its version is no longer known, 504 where it is not there yet.
Outcome<Page> SelectPage(Store& store, const Route& route, const Filter& filter, const ListOptions& options);

}  // namespace k8s::testkit::core
