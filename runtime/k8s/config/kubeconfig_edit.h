#pragma once

#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/config/modify_kubeconfig.h>
#include <k8s/config/yaml.h>

/// Changes of one kubeconfig file in memory: of its document, which is a mapping or null.
namespace k8s::internal {

/// "cluster", "user" or "context".
std::string_view NameOf(KubeconfigChange::Section section);

/// Whether the file has the entry.
bool HasEntry(const YamlNode& root, KubeconfigChange::Section section, std::string_view name);

/// Makes the change. kConfig: something else is where it wants to be. kNotFound: there is no such entry to take from.
Result<void> Apply(const KubeconfigChange& change, YamlNode& root);

/// Sets `current-context`; an empty name removes it. Nothing happens if it is so already.
void SetCurrentContext(const std::string& name, YamlNode& root);

}  // namespace k8s::internal
