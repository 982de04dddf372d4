#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "fuzz/check.h"

#include <k8s/discovery/aggregated.h>
#include <k8s/discovery/consolidate.h>
#include <k8s/discovery/resource_index.h>
#include <k8s/discovery/served_resources.h>

namespace {

using k8s::ServedResources;

void CheckEachIsThereOnce(const ServedResources& served) {
  std::set<std::string> groups;
  for (const auto& group : served.groups) {
    K8S_FUZZ_CHECK(groups.insert(group.name).second);
    const auto& preferred = group.preferredVersion.groupVersion;
    K8S_FUZZ_CHECK(group.versions.empty() ||
                   std::ranges::any_of(group.versions, [&](const auto& version) { return version.groupVersion == preferred; }));
  }
  std::set<std::string> lists;
  for (const auto& list : served.resources) K8S_FUZZ_CHECK(lists.insert(list.groupVersion).second);
  for (const auto& [version, error] : served.failed) K8S_FUZZ_CHECK(!lists.contains(version.ToString()));
}

void CheckIsFound(const ServedResources& served) {
  const k8s::internal::ResourceIndex index(served);
  for (const auto& list : served.resources) {
    for (const auto& resource : list.resources) {
      const auto version = k8s::GroupVersion::Parse(list.groupVersion);
      if (!version || resource.name.empty() || resource.name.find('/') != std::string::npos) continue;
      K8S_FUZZ_CHECK(k8s::FindResource(served, {version->group, version->version, resource.name}) != nullptr);
      K8S_FUZZ_CHECK(!index.Named({version->group, version->version, resource.name}).empty());
    }
  }
}

}  // namespace

// Any document is what a server serves, or an error that says something. Of what is served each thing is there once, and is
// found by its name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto read = k8s::internal::ReadAggregated({reinterpret_cast<const char*>(data), size});
  if (!read) {
    K8S_FUZZ_CHECK(!read.error().Message().empty());
    return 0;
  }
  const ServedResources served = k8s::internal::Consolidated(*std::move(read));
  CheckEachIsThereOnce(served);
  CheckIsFound(served);
  K8S_FUZZ_CHECK(k8s::DescribeFailures(served).empty() == served.failed.empty());
  K8S_FUZZ_CHECK(k8s::PreferredResources(served).size() <= served.resources.size());
  return 0;
}
