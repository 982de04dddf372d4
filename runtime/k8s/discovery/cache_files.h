#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace k8s {
class Environment;
}

/// Files that processes share without knowing of each other.
namespace k8s::internal {

/// Where kubectl keeps what it remembers of servers: `$KUBECACHEDIR`, or else `~/.kube/cache`. Empty where there is no home.
std::string CacheRoot(const Environment& environment);

/// The folder below one of kubectl's that belongs to a server: "127.0.0.1_6443" of "https://127.0.0.1:6443". Empty of a name
/// that would lead out of it.
std::string FolderOf(std::string_view server);

/// What the name of a draft ends in: other letters are in the place of these.
inline constexpr std::string_view kDraftSuffix = ".XXXXXX";

/// Makes a file, or replaces it as a whole, with the folders that lead to it; modes are kubectl's. False if it cannot be done:
/// what was there stays. A draft lies beside it meanwhile, and stays if the process is killed. Not synced: after a crash of the
/// machine a file may be torn, and readers have to know that it is.
bool ReplaceFile(const std::string& path, std::string_view content);

}  // namespace k8s::internal
