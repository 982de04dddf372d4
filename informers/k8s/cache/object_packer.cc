#include <utility>

#include <k8s/cache/object_packer.h>
#include <k8s/codec/packed.h>

namespace k8s::internal {
namespace {

// Every ObjectMeta has labels: what could be wrong is a path.
FieldFilter LabelsOf(const ObjectKind& kind) {
  return FieldFilter::Compile(kind.Type(), {.keep = {"metadata.labels"}}).value_or(FieldFilter());
}

}  // namespace

std::shared_ptr<const void> PackedObject::Unpack() const { return packer_->Unpack(*this); }
std::shared_ptr<const void> PackedObject::UnpackLabels() const { return packer_->Make(bytes_, packer_->labels_); }

ObjectPacker::ObjectPacker(const ObjectKind& kind) : kind_(kind), labels_(LabelsOf(kind)) {}

PackedObject ObjectPacker::Pack(std::shared_ptr<const void> object) {
  std::string bytes;
  codec::WritePacked(kind_.Type(), object.get(), bytes);
  bytes.shrink_to_fit();
  std::uint64_t number = 0;
  {
    std::lock_guard lock(mutex_);
    number = ++count_;
  }
  Remember(number, std::move(object));
  return {shared_from_this(), number, std::move(bytes)};
}

std::shared_ptr<const void> ObjectPacker::Unpack(const PackedObject& packed) {
  {
    std::lock_guard lock(mutex_);
    const Remembered& found = remembered_[packed.number_ % kRemembered];
    if (found.number == packed.number_) return found.object;
  }
  std::shared_ptr<const void> object = Make(packed.bytes_, FieldFilter());
  Remember(packed.number_, object);
  return object;
}

// What was written by this very program can be read.
std::shared_ptr<const void> ObjectPacker::Make(const std::string& bytes, const FieldFilter& filter) const {
  std::shared_ptr<void> object = kind_.Make();
  static_cast<void>(codec::ReadPacked(bytes, kind_.Type(), object.get(), filter));
  return object;
}

void ObjectPacker::Remember(std::uint64_t number, std::shared_ptr<const void> object) {
  Remembered next{number, std::move(object)};
  {
    std::lock_guard lock(mutex_);
    std::swap(remembered_[number % kRemembered], next);
  }
  // What it takes the place of is freed here, without the lock.
}

}  // namespace k8s::internal
