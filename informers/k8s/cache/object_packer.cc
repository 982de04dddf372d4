#include <utility>

#include <k8s/cache/object_packer.h>

namespace k8s::internal {

std::shared_ptr<const void> PackedObject::Unpack() const { return packer_->Unpack(*this); }
std::shared_ptr<const void> PackedObject::UnpackLabels() const { return packer_->kind_.Form().Unpack(bytes_, true); }

PackedObject ObjectPacker::Pack(std::shared_ptr<const void> object) {
  std::string bytes = kind_.Form().Pack(object.get());
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
  std::shared_ptr<const void> object = kind_.Form().Unpack(packed.bytes_, false);
  Remember(packed.number_, object);
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
