#include <utility>

#include <k8s/dynamic/untyped_resource.h>
#include <k8s/rest/url.h>

namespace k8s::internal {
namespace {

// The core of the clients takes names of tables, which need no encoding; these must not, either.
Result<void> CheckName(std::string_view name, std::string_view what) {
  const Result<std::string> segment = PathSegment(name, what);
  if (!segment) return segment.error();
  if (*segment == name) return {};
  return Error(ErrorCode::kInvalidArgument, "\"" + *segment + "\" cannot be a " + std::string(what));
}

}  // namespace

UntypedResource::UntypedResource(GroupVersionResource name)
    : name_(std::move(name)),
      kind_{.group = name_.group, .version = name_.version, .kind = {}},
      structure_{.name = name_.resource, .kind = &kind_},
      type_{.kind = codec::Kind::kStruct, .structure = &structure_},
      resources_{codec::ApiResource{.type = &type_, .plural = name_.resource, .namespaced = false, .verbs = {}},
                 codec::ApiResource{.type = &type_, .plural = name_.resource, .namespaced = true, .verbs = {}}} {}

Result<std::shared_ptr<const UntypedResource>> UntypedResource::Of(GroupVersionResource name) {
  if (!name.group.empty()) {
    if (Result<void> checked = CheckName(name.group, "group"); !checked) return checked.error();
  }
  if (Result<void> checked = CheckName(name.version, "version"); !checked) return checked.error();
  if (Result<void> checked = CheckName(name.resource, "resource"); !checked) return checked.error();
  return std::make_shared<const UntypedResource>(std::move(name));
}

Result<void> CheckSubresource(std::string_view path) {
  while (true) {
    const std::size_t slash = path.find('/');
    if (Result<void> checked = CheckName(path.substr(0, slash), "subresource"); !checked) return checked;
    if (slash == std::string_view::npos) return {};
    path.remove_prefix(slash + 1);
  }
}

}  // namespace k8s::internal
