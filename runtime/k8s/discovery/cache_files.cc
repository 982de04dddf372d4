#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <k8s/base/ascii.h>
#include <k8s/config/environment.h>
#include <k8s/discovery/cache_files.h>

namespace k8s::internal {
namespace {

namespace fs = std::filesystem;

// As kubectl makes them.
constexpr mode_t kFolderMode = 0750;
constexpr mode_t kFileMode = 0660;

bool MakeFolders(const fs::path& folder) {
  std::error_code failed;
  if (fs::is_directory(folder, failed)) return true;
  if (folder.has_parent_path() && folder.parent_path() != folder && !MakeFolders(folder.parent_path())) return false;
  return mkdir(folder.c_str(), kFolderMode) == 0 || fs::is_directory(folder, failed);
}

bool WriteAll(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(file, content.data(), content.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::string CacheRoot(const Environment& environment) {
  const std::optional<std::string> root = environment.Variable("KUBECACHEDIR");
  if (root && !root->empty()) return *root;
  const std::optional<std::string> home = environment.Variable("HOME");
  return home && !home->empty() ? *home + "/.kube/cache" : std::string();
}

std::string FolderOf(std::string_view server) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (server.starts_with(scheme)) server.remove_prefix(scheme.size());
  }
  std::string folder;
  for (const char c : server) {
    const bool stays = IsLetterOrDigit(c) || c == '_' || c == '/' || c == '.';
    folder += stays ? c : '_';
  }
  const fs::path path = fs::path(folder).lexically_normal().relative_path();
  const bool leadsOut = path.empty() || path == "." || *path.begin() == "..";
  return leadsOut ? std::string() : path.string();
}

bool ReplaceFile(const std::string& path, std::string_view content) {
  if (!MakeFolders(fs::path(path).parent_path())) return false;
  std::string draft = path + std::string(kDraftSuffix);
  const int file = mkostemp(draft.data(), O_CLOEXEC);
  if (file < 0) return false;
  const bool isWritten = WriteAll(file, content) && fchmod(file, kFileMode) == 0;
  const bool isThere = close(file) == 0 && isWritten && rename(draft.c_str(), path.c_str()) == 0;
  if (!isThere) unlink(draft.c_str());
  return isThere;
}

}  // namespace k8s::internal
