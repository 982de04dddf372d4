#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/search_path.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {

SearchPath FindSearchPath(const Environment& environment) {
  const std::string list = environment.Variable("KUBECONFIG").value_or("");
  if (list.empty()) {
    const std::string home = environment.Variable("HOME").value_or("");
    if (home.empty()) return {{}, "neither $KUBECONFIG nor $HOME is set"};
    const std::string path = home + "/.kube/config";
    return {{path}, fmt::format("$KUBECONFIG is not set, {} is missing or empty", Quoted(path))};
  }
  SearchPath search = {{}, fmt::format("$KUBECONFIG lists {}, which is missing or empty", Quoted(list))};
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find(':', start), list.size());
    std::string path = list.substr(start, end - start);
    const bool known = std::find(search.files.begin(), search.files.end(), path) != search.files.end();
    if (!path.empty() && !known) search.files.push_back(std::move(path));
    start = end + 1;
  }
  return search;
}

}  // namespace k8s::internal
