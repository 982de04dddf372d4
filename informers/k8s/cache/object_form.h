#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/api/meta/v1/object_meta.h>
#include <k8s/base/result.h>
#include <k8s/codec/field_filter.h>
#include <k8s/codec/resource.h>
#include <k8s/meta/label_selector.h>
#include <k8s/meta/object_key.h>

namespace k8s::internal {

struct ItemKind;

/// By what a cache sees whether an object that comes is the one that it has: which object of that name, and in which state.
struct ObjectVersion {
  std::string resourceVersion = {};
  std::size_t uid = 0;  ///< Its hash: two objects that ever had one name differ in their resourceVersion, too

  static ObjectVersion Of(const metav1::ObjectMeta& metadata) { return {metadata.resourceVersion, HashOf(metadata.uid)}; }
  static std::size_t HashOf(const std::string& uid) { return std::hash<std::string>()(uid); }
  /// False of versions that are not known.
  bool IsSame(const ObjectVersion& other) const {
    return !resourceVersion.empty() && resourceVersion == other.resourceVersion && uid == other.uid;
  }
};

/// What the objects of a cache, which it holds as `const void*`, are in C++: how they are read, looked at and packed.
///
/// Thread safety: all members, from any thread.
class ObjectForm {
 public:
  virtual ~ObjectForm() = default;

  /// Of the text of an object, as far as `filter` wants it. kDecode, with the place.
  virtual Result<std::shared_ptr<void>> Read(std::string_view text, const FieldFilter& filter) const = 0;

  /// Tells an object that does not say so itself what it is, if there is a place for that.
  virtual void NameKind(void*, const ItemKind&) const {}

  virtual ObjectKey KeyOf(const void* object) const = 0;
  virtual ObjectVersion VersionOf(const void* object) const = 0;
  virtual bool IsSelected(const labels::Selector& selector, const void* object) const = 0;
  virtual std::optional<std::string> AnnotationOf(const void* object, const std::string& name) const = 0;

  /// The object in a form that takes little memory.
  virtual std::string Pack(const void* object) const = 0;
  /// The object again; with `labelsOnly` at least its labels.
  virtual std::shared_ptr<const void> Unpack(const std::string& bytes, bool labelsOnly) const = 0;

  /// What to accept of a list and of a watch; empty: what suits the client.
  virtual std::string_view AcceptOfLists() const { return {}; }
  virtual std::string_view AcceptOfWatches() const { return {}; }
};

/// Objects of a generated type, or one like it. kUnsupported: they have no `metadata` of type ObjectMeta.
Result<std::shared_ptr<const ObjectForm>> FormOfType(const codec::Type& type);

/// Unstructured.
std::shared_ptr<const ObjectForm> FormOfUnstructured(bool dropManagedFields);

/// PartialObjectMetadata.
std::shared_ptr<const ObjectForm> FormOfMetadata();

}  // namespace k8s::internal
