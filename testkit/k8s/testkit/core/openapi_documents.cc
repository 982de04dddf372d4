#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include <k8s/testkit/core/json_writer.h>
#include <k8s/testkit/core/openapi.h>
#include <k8s/testkit/core/openapi_documents.h>
#include <k8s/testkit/core/openapi_paths.h>

namespace k8s::testkit::core {
namespace {

// FNV-1a: documents are to be told apart, not to be protected.
std::string HashOf(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  std::array<char, 16> digits;
  return {digits.data(), std::to_chars(digits.begin(), digits.end(), hash, 16).ptr};
}

}  // namespace

TaggedDocument Tagged(std::string text) {
  std::string hash = HashOf(text);
  return {.text = std::move(text), .hash = std::move(hash)};
}

const TaggedDocument& OpenApiDocuments::Find(std::string_view name, Resources resources,
                                             const std::function<std::string()>& write) {
  Entry& entry = known_[std::string(name)];
  if (entry.document.text.empty() || entry.resources != resources) entry = {std::move(resources), Tagged(write())};
  return entry.document;
}

const TaggedDocument& OpenApiDocuments::V2(const Catalog& catalog) {
  Resources all;
  for (const GroupVersion& groupVersion : catalog.GroupVersions()) {
    all.insert(all.end(), groupVersion.resources.begin(), groupVersion.resources.end());
  }
  return Find("v2", std::move(all), [&] { return OpenApiV2Json(catalog); });
}

const TaggedDocument& OpenApiDocuments::V3(const GroupVersion& groupVersion) {
  return Find(RootOf(groupVersion), groupVersion.resources, [&] { return OpenApiV3Json(groupVersion); });
}

std::string OpenApiDocuments::V3Index(const Catalog& catalog) {
  JsonWriter json;
  json.Object([&] {
    json.Object("paths", [&] {
      for (const GroupVersion& groupVersion : catalog.GroupVersions()) {
        const std::string root = RootOf(groupVersion);
        json.Object(root, [&] { json.Field("serverRelativeURL", "/openapi/v3/" + root + "?hash=" + V3(groupVersion).hash); });
      }
    });
  });
  return json.Take();
}

}  // namespace k8s::testkit::core
