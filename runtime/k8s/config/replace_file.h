#pragma once

#include <string>
#include <string_view>

#include <k8s/base/result.h>

namespace k8s::internal {

/// Puts a file with that content in the place of `path`, or of what symbolic links there lead to, at once: a reader sees the
/// old one or the new one. It keeps mode and owner of the old one; a new one is its owner's alone. kConfig: says what failed;
/// the old one is as it was.
Result<void> ReplaceFile(const std::string& path, std::string_view content);

}  // namespace k8s::internal
