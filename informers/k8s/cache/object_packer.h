#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include <k8s/cache/object_kind.h>

namespace k8s::internal {

class ObjectPacker;

/// An object in its packed form, in the memory that this takes and no more.
class PackedObject {
 public:
  std::size_t Size() const { return bytes_.size(); }
  std::shared_ptr<const void> Unpack() const;
  /// An object of which only the labels are there.
  std::shared_ptr<const void> UnpackLabels() const;

 private:
  friend class ObjectPacker;
  PackedObject(std::shared_ptr<ObjectPacker> packer, std::uint64_t number, std::string bytes)
      : packer_(std::move(packer)), number_(number), bytes_(std::move(bytes)) {}

  std::shared_ptr<ObjectPacker> packer_;
  std::uint64_t number_;  // which of its packer's
  std::string bytes_;
};

/// Packs the objects of one cache, and makes objects again of what it has packed. It remembers the last few: an index, the
/// handlers and a lister often look at the same one, one after the other.
///
/// Thread safety: all members, from any thread.
class ObjectPacker : public std::enable_shared_from_this<ObjectPacker> {
 public:
  explicit ObjectPacker(const ObjectKind& kind) : kind_(kind) {}

  PackedObject Pack(std::shared_ptr<const void> object);

 private:
  friend class PackedObject;

  // Each may be as large as the server's objects get.
  static constexpr std::size_t kRemembered = 16;
  struct Remembered {
    std::uint64_t number = 0;
    std::shared_ptr<const void> object = {};
  };

  std::shared_ptr<const void> Unpack(const PackedObject& packed);
  void Remember(std::uint64_t number, std::shared_ptr<const void> object);

  const ObjectKind kind_;
  std::mutex mutex_;
  std::uint64_t count_ = 0;
  std::array<Remembered, kRemembered> remembered_;
};

}  // namespace k8s::internal
