#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <k8s/base/clock.h>
#include <k8s/config/file_lock.h>
#include <k8s/config/kubeconfig.h>
#include <k8s/config/kubeconfig_edit.h>
#include <k8s/config/modify_kubeconfig.h>
#include <k8s/config/replace_file.h>
#include <k8s/config/search_path.h>
#include <k8s/config/yaml_text.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

using internal::FileLock;
using internal::Quoted;
using internal::YamlNode;

Error Bad(std::string message) { return Error(ErrorCode::kConfig, std::move(message)); }

struct File {
  std::string path;
  bool exists = false;
  YamlNode before;  // as it was read
  YamlNode root;    // as it is to be

  bool HasChanged() const { return root != before; }
};

Result<std::vector<File>> ReadAll(const std::vector<std::string>& paths, const Environment& environment) {
  std::vector<File> files;
  for (const std::string& path : paths) {
    Result<YamlNode> root = internal::ReadKubeconfigFile(environment, path);
    if (!root && root.error().Code() != ErrorCode::kNotFound) return root.error();
    files.push_back({path, root.has_value(), root.value_or(YamlNode()), root.value_or(YamlNode())});
  }
  return files;
}

// The document of a file, to change it: a new one says what it is first.
YamlNode& Opened(File& file) {
  YamlNode& root = file.root;
  if (root.kind != YamlNode::Kind::kNull) return root;
  root.kind = YamlNode::Kind::kMapping;
  root.keys = {"apiVersion", "kind"};
  root.children = {internal::StringNode("v1"), internal::StringNode("Config")};
  return root;
}

// Where what is new goes.
File& DefaultOf(std::vector<File>& files) {
  const auto first = std::find_if(files.begin(), files.end(), [](const File& file) { return file.exists; });
  return first == files.end() ? files.back() : *first;
}

// The file that the entry counts in: the first that has it.
File& OwnerOf(const KubeconfigChange& change, std::vector<File>& files) {
  const auto owner = std::find_if(files.begin(), files.end(),
                                  [&](const File& file) { return internal::HasEntry(file.root, change.section, change.name); });
  return owner == files.end() ? DefaultOf(files) : *owner;
}

void ChangeCurrentContext(const std::string& name, std::vector<File>& files) {
  if (!name.empty()) return internal::SetCurrentContext(name, Opened(DefaultOf(files)));
  for (File& file : files) internal::SetCurrentContext(name, file.root);
}

Result<std::vector<File>> Changed(const std::vector<std::string>& paths, const KubeconfigChanges& changes,
                                  const Environment& environment) {
  Result<std::vector<File>> files = ReadAll(paths, environment);
  if (!files) return files;
  for (const KubeconfigChange& change : changes.entries) {
    File& owner = OwnerOf(change, *files);
    const Result<void> applied = internal::Apply(change, Opened(owner));
    if (!applied) return applied.error().WithContext(Quoted(owner.path));
  }
  if (changes.currentContext) ChangeCurrentContext(*changes.currentContext, *files);
  std::erase_if(*files, [](const File& file) { return !file.HasChanged(); });
  return files;
}

Result<void> MakeFolderOf(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code failure;
  if (!folder.empty()) std::filesystem::create_directories(folder, failure);
  if (failure) return Bad(fmt::format("cannot make the folder {}: {}", Quoted(folder.string()), failure.message()));
  return {};
}

using Locks = std::vector<std::unique_ptr<FileLock>>;

// In one order everywhere, so that two programs never wait for each other in a circle.
Result<Locks> Lock(std::vector<std::string> paths, const CallContext& context) {
  std::sort(paths.begin(), paths.end());
  SystemClock clock;
  Locks locks;
  for (const std::string& path : paths) {
    if (Result<void> made = MakeFolderOf(path); !made) return made.error();
    Result<std::unique_ptr<FileLock>> lock = FileLock::Take(path, clock, context);
    if (!lock) return lock.error();
    locks.push_back(*std::move(lock));
  }
  return locks;
}

std::vector<std::string> PathsOf(const std::vector<File>& files) {
  std::vector<std::string> paths;
  paths.reserve(files.size());
  for (const File& file : files) paths.push_back(file.path);
  return paths;
}

Result<void> Write(const File& file) {
  const std::string text = internal::YamlOf(file.root);
  // Whatever it holds that cannot be written and read again must not be lost.
  const Result<YamlNode> again = internal::ParseYaml(text);
  if (!again || *again != file.root) return Bad(fmt::format("{}: it holds what cannot be written back", Quoted(file.path)));
  return internal::ReplaceFile(file.path, text);
}

}  // namespace

Result<void> ModifyKubeconfig(const KubeconfigChanges& changes, const ModifyKubeconfigOptions& options,
                              const CallContext& context) {
  const Environment& environment = options.environment ? *options.environment : Environment::Process();
  const internal::SearchPath search = internal::FindSearchPath(environment);
  const std::vector<std::string> paths = options.kubeconfig.empty() ? search.files : std::vector{options.kubeconfig};
  if (paths.empty()) return Bad(search.description);

  // Only what is changed is locked, and what that is shows when the change is tried.
  const Result<std::vector<File>> tried = Changed(paths, changes, environment);
  if (!tried) return tried.error();
  const Result<Locks> locks = Lock(PathsOf(*tried), context);
  if (!locks) return locks.error();
  const Result<std::vector<File>> files = Changed(paths, changes, environment);
  if (!files) return files.error();
  for (const File& file : *files) {
    const auto isIt = [&](const File& other) { return other.path == file.path; };
    if (std::none_of(tried->begin(), tried->end(), isIt)) {
      return Bad(fmt::format("{}: another program has changed it meanwhile", Quoted(file.path)));
    }
  }
  for (const File& file : *files) {
    if (Result<void> written = Write(file); !written) return written;
  }
  return {};
}

}  // namespace k8s
