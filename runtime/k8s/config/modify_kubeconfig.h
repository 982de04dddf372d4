#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/config/environment.h>

namespace k8s {

/// A change of one value in an entry of a kubeconfig.
struct KubeconfigChange {
  enum class Section { kCluster, kUser, kContext };
  /// Nothing removes what is there; an empty string is a value.
  using Value = std::variant<std::monostate, std::string, bool, std::vector<std::string>>;

  Section section = Section::kCluster;
  std::string name = {};               ///< Of the entry, which is made if there is none
  std::vector<std::string> path = {};  ///< The keys down to the value, below `cluster`, `user` or `context`; empty: the entry
  Value value = {};                    ///< As the file spells it: data in base64. An entry as a whole can only be removed
};

/// What ModifyKubeconfig() changes.
struct KubeconfigChanges {
  std::vector<KubeconfigChange> entries = {};
  std::optional<std::string> currentContext = {};  ///< Empty: no file is to have one
};

/// Where the kubeconfig is.
struct ModifyKubeconfigOptions {
  std::string kubeconfig = {};               ///< A file; empty: where LoadConfig() looks, in $KUBECONFIG or ~/.kube/config
  const Environment* environment = nullptr;  ///< Reads variables and files; null: the process's. Writing is done to real files
};

/// Changes a kubeconfig as `kubectl config` does: each entry in the file that it comes from; a new one, and `current-context`,
/// in the first file that exists, or else in the last of the list, which is made. Everything else is kept, also what this
/// library does not know; comments are not, as with kubectl.
///
/// Programs that do this at once, kubectl among them, wait for each other: a file is changed while `<file>.lock` is there. Each
/// file is replaced as a whole, so that no reader sees half of it; one that is new belongs to its user alone (mode 0600). What
/// symbolic links lead to is changed, not the links.
///
/// kConfig: a file cannot be read, is no kubeconfig, cannot be written, or has something else where a change wants to be; or
/// its lock was there for 10 seconds, perhaps left by a program that has crashed. kNotFound: what is to be removed is an entry
/// that is not there. kCancelled, kDeadlineExceeded: the wait for a lock was ended. Nothing is written after an Error but of
/// writing itself, which may come after other files were changed.
///
/// Thread safety: from any thread.
Result<void> ModifyKubeconfig(const KubeconfigChanges& changes,
                              const ModifyKubeconfigOptions& options = ModifyKubeconfigOptions(),
                              const CallContext& context = CallContext());

}  // namespace k8s
