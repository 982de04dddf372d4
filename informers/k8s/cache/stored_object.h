#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include <k8s/api/meta/v1/object_meta.h>
#include <k8s/cache/object_packer.h>
#include <k8s/meta/object_key.h>

namespace k8s::internal {

/// By what a cache sees whether an object that comes is the one that it has: which object of that name, and in which state.
struct ObjectVersion {
  std::string resourceVersion = {};
  std::size_t uid = 0;  ///< Its hash: two objects that ever had one name differ in their resourceVersion, too

  static ObjectVersion Of(const metav1::ObjectMeta& metadata) {
    return {metadata.resourceVersion, std::hash<std::string>()(metadata.uid)};
  }
  /// False of versions that are not known.
  bool IsSame(const ObjectVersion& other) const {
    return !resourceVersion.empty() && resourceVersion == other.resourceVersion && uid == other.uid;
  }
};

/// One object in a cache, as it is or packed. Never changes.
///
/// Thread safety: all members, from any thread.
class StoredObject {
 public:
  /// `bytes` of the text it was read from; 0 if nobody counted.
  StoredObject(ObjectKey keyOf, ObjectVersion versionOf, std::shared_ptr<const void> object, std::size_t bytesOf = 0)
      : key(std::move(keyOf)), version(std::move(versionOf)), bytes(bytesOf), object_(std::move(object)) {}
  StoredObject(ObjectKey keyOf, ObjectVersion versionOf, PackedObject object)
      : key(std::move(keyOf)), version(std::move(versionOf)), bytes(object.Size()), object_(std::move(object)) {}

  /// The object: the one that is here, or one that is made of its packed form.
  std::shared_ptr<const void> Object() const;
  /// The object, of which at least the labels are there: of a packed one nothing else is made.
  std::shared_ptr<const void> Labels() const;

  const ObjectKey key;
  const ObjectVersion version;
  const std::size_t bytes;

 private:
  std::variant<std::shared_ptr<const void>, PackedObject> object_;
};
using Stored = std::shared_ptr<const StoredObject>;

}  // namespace k8s::internal
