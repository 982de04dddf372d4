#include <utility>
#include <vector>

#include <k8s/codec/manifest.h>
#include <k8s/codec/yaml.h>
#include <k8s/testkit/manifests.h>

namespace k8s::testkit {
namespace {

/// A state may have many objects.
constexpr std::size_t kMaxManifestBytes = std::size_t{256} << 20;

std::string NameOf(const ManifestObject& object) {
  const Value* metadata = object.value.Find("metadata");
  const Value* name = metadata == nullptr ? nullptr : metadata->Find("name");
  return name == nullptr ? std::string() : std::string(name->AsString().value_or(""));
}

std::string PlaceOf(const ManifestObject& object) {
  return "document " + std::to_string(object.document) + " (line " + std::to_string(object.line) + "): " + object.apiVersion +
         " " + object.kind + " \"" + NameOf(object) + "\": ";
}

}  // namespace

Result<void> LoadInto(core::Server& server, std::string_view manifests) {
  const auto objects = FromManifest(manifests, {}, {.maxBytes = kMaxManifestBytes});
  if (!objects) return objects.error();
  std::vector<std::string> texts;
  for (const ManifestObject& object : *objects) {
    auto text = object.value.ToJson();
    if (!text) return text.error();
    texts.push_back(std::move(*text));
  }
  if (const auto refusal = server.Restore(texts)) {
    return Error(ErrorCode::kInvalidArgument, PlaceOf((*objects)[refusal->index]) + refusal->failure.message);
  }
  return {};
}

Result<std::string> SaveFrom(core::Server& server) {
  std::string manifests;
  for (const std::string& object : server.Save()) {
    auto document = codec::JsonToYaml(object);
    if (!document) return document.error();
    manifests.append(manifests.empty() ? "" : "---\n").append(*document);
  }
  return manifests;
}

}  // namespace k8s::testkit
