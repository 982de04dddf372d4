#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/codec/json.h>
#include <k8s/codec/type.h>
#include <k8s/codec/value.h>
#include <k8s/codec/yaml.h>

namespace k8s {

/// An object of a manifest: of its C++ type, if that is among the kinds that were given, else a Value.
///
/// Thread safety: as a value; copies share the typed object.
struct ManifestObject {
  std::string apiVersion;
  std::string kind;

  const codec::Type* type = nullptr;       ///< Null when the kind was not given
  std::shared_ptr<void> object = nullptr;  ///< A value of `type`, or null
  Value value = {};                        ///< All members, apiVersion and kind among them, if there is no `type`

  std::size_t document = 0;  ///< Which document of the text it was in, counted from 1; 0 if it was in none
  std::size_t line = 0;      ///< Where it begins

  /// The object, if it is a T; else null.
  template <class T>
  std::shared_ptr<T> As() const {
    return type == &T::kType ? std::static_pointer_cast<T>(object) : nullptr;
  }

  /// A typed object, for ToManifest().
  template <class T>
  static ManifestObject Of(T value) {
    const codec::ApiKind& kind = *T::kType.structure->kind;
    return {.apiVersion = kind.ApiVersion(),
            .kind = std::string(kind.kind),
            .type = &T::kType,
            .object = std::make_shared<T>(std::move(value))};
  }
};

/// Reads the objects of a manifest: documents of YAML, parted by `---`, or one JSON object behind the other. Documents without
/// content are passed over. The items of a `List`, and of whatever has a list of `items` as kubectl sees it, are objects of
/// their own, eight lists deep; items of a PodList need not say that they are pods.
///
/// `kinds` are the types to make: k8s::Kinds() of `k8s/api/registry.h`, or a list of one's own, to which those of custom
/// resources may be added. An object of another kind is kept as a Value. A type may be there once.
///
/// Errors: kDecode, with the document, its line, and the object, as in
/// `document 3 (line 27): apps/v1 Deployment "web": spec.replicas: not a number at line 31`: for what YamlToJson() refuses,
/// save further documents; a document that is no object, or has no apiVersion or no kind; what ReadJson() refuses.
///
/// ```
/// auto objects = k8s::FromManifest(text, k8s::Kinds());
/// if (!objects) return Fail(objects.error());
/// for (const k8s::ManifestObject& object : *objects) {
///   if (auto web = object.As<appsv1::Deployment>()) Deploy(*web);
/// }
/// ```
Result<std::vector<ManifestObject>> FromManifest(std::string_view text, std::span<const codec::Type* const> kinds,
                                                 const YamlReadOptions& options = {});

/// Writes objects as documents of YAML, parted by `---`.
///
/// Errors: as ToJson(), with the object.
Result<std::string> ToManifest(std::span<const ManifestObject> objects, const JsonWriteOptions& options = {});

}  // namespace k8s
