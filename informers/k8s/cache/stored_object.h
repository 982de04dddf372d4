#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include <k8s/cache/object_form.h>
#include <k8s/cache/object_packer.h>
#include <k8s/meta/object_key.h>

namespace k8s::internal {

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

/// The order of keys, in which lists are: by namespace, then by name.
struct ByKey {
  using is_transparent = void;
  bool operator()(const Stored& a, const Stored& b) const { return a->key < b->key; }
  bool operator()(const Stored& a, const ObjectKey& b) const { return a->key < b; }
  bool operator()(const ObjectKey& a, const Stored& b) const { return a < b->key; }
};

}  // namespace k8s::internal
