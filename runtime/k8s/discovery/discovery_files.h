#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include <k8s/api/meta/v1/api_group_list.h>
#include <k8s/api/meta/v1/api_resource_list.h>
#include <k8s/discovery/served_resources.h>
#include <k8s/meta/group_version.h>

namespace k8s::internal {

/// What a server serves, in files that kubectl reads and writes, too: `servergroups.json`, and for each group version
/// `<group>/<version>/serverresources.json`. Each is replaced as a whole, and one that is torn, too old, or about something
/// else is as good as none; so processes need not know of each other.
///
/// Thread safety: for one thread at a time.
class DiscoveryFiles {
 public:
  DiscoveryFiles(std::string folder, std::chrono::seconds maxAge) : folder_(std::move(folder)), max_age_(maxAge) {}

  struct Loaded {
    ServedResources served;
    std::chrono::nanoseconds age{0};  ///< Of the oldest file
    bool isOwn = true;                ///< Whether this object has written all of it, since the last TrustOnlyOwn()
  };

  /// What is there, if all of it is: nothing that is missing has to be asked for.
  std::optional<Loaded> Load() const;
  /// Writes what could be learned, empty lists aside. A file that cannot be written is left out: the next who looks for it asks
  /// the server.
  void Save(const ServedResources& served);

  /// From now on only files count that this object has written since.
  void TrustOnlyOwn() {
    only_own_ = true;
    own_.clear();
  }

 private:
  std::string GroupsPath() const { return folder_ + "/servergroups.json"; }
  std::optional<std::string> ResourcesPath(const GroupVersion& version) const;
  std::optional<std::string> Read(const std::string& path, Loaded& loaded) const;
  void Write(const std::string& path, const std::string& content);

  const std::string folder_;
  const std::chrono::seconds max_age_;
  bool only_own_ = false;
  std::set<std::string> own_;
};

}  // namespace k8s::internal
