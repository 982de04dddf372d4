#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include <k8s/codec/key_hash.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_size.h>

namespace k8s {

ValueObject::Block* ValueObject::Allocate(std::size_t capacity, std::size_t keyCapacity) {
  const std::size_t index = SlotCount(capacity) * sizeof(std::uint32_t);
  const Block sizes = {
      .size = 0, .capacity = codec::ValueSize(capacity), .keyBytes = 0, .keyCapacity = codec::ValueSize(keyCapacity)};
  void* memory = ::operator new(sizeof(Block) + capacity * sizeof(Entry) + index + keyCapacity);
  auto* block = new (memory) Block(sizes);
  std::memset(Slots(block), 0, index);
  return block;
}

ValueObject::ValueObject(const ValueObject& other) {
  if (other.empty()) return;
  block_ = Allocate(other.size(), other.block_->keyBytes);
  for (const auto [key, value] : other) PushEntry(key).value = value;
}

ValueObject::~ValueObject() {
  if (block_ != nullptr) const Value released(std::move(*this));
}

std::size_t ValueObject::HomeSlot(std::string_view key) const {
  return ((codec::KeyHash(key) >> 32) * SlotCount(block_->capacity)) >> 32;
}

std::size_t ValueObject::NextSlot(std::size_t slot) const { return slot + 1 == SlotCount(block_->capacity) ? 0 : slot + 1; }

// That of a key, or the free one where it would be.
std::size_t ValueObject::SlotOf(std::string_view key) const {
  const std::uint32_t* slots = Slots(block_);
  std::size_t slot = HomeSlot(key);
  while (slots[slot] != 0 && KeyOf(Entries(block_)[slots[slot] - 1]) != key) slot = NextSlot(slot);
  return slot;
}

ValueObject::Entry* ValueObject::FindEntry(std::string_view key) const {
  if (block_ == nullptr) return nullptr;
  Entry* const begin = Entries(block_);
  if (SlotCount(block_->capacity) != 0) {
    const std::uint32_t slot = Slots(block_)[SlotOf(key)];
    return slot == 0 ? nullptr : begin + slot - 1;
  }
  Entry* const end = begin + size();
  Entry* found = std::find_if(begin, end, [&](const Entry& entry) { return KeyOf(entry) == key; });
  return found == end ? nullptr : found;
}

Value* ValueObject::Find(std::string_view key) {
  Entry* entry = FindEntry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

const Value* ValueObject::Find(std::string_view key) const {
  const Entry* entry = FindEntry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

Value& ValueObject::Ensure(std::string_view key) {
  Entry* entry = FindEntry(key);
  return entry == nullptr ? AppendEntry(key).value : entry->value;
}

Value& ValueObject::Set(std::string_view key, Value value) {
  Value& member = Ensure(key);
  member = std::move(value);
  return member;
}

// Of a key that is not there yet.
ValueObject::Entry& ValueObject::AppendEntry(std::string_view key) {
  ValueObject outgrown;  // until the key is copied, which may be part of one of ours
  if (block_ == nullptr || block_->size == block_->capacity || key.size() > block_->keyCapacity - block_->keyBytes) {
    std::size_t keyBytes = key.size();
    for (const auto [present, value] : std::as_const(*this)) keyBytes += present.size();
    std::swap(block_, outgrown.block_);
    block_ = Allocate(std::max<std::size_t>(4, outgrown.size() * 2), keyBytes * 2);
    TakeEntries(outgrown);
  }
  return PushEntry(key);
}

void ValueObject::Reserve(std::size_t members, std::size_t keyBytes) {
  if (block_ != nullptr && members <= block_->capacity && keyBytes <= block_->keyCapacity) return;
  ValueObject outgrown;
  std::swap(block_, outgrown.block_);
  block_ = Allocate(std::max(members, outgrown.size()),
                    std::max<std::size_t>(keyBytes, outgrown.empty() ? 0 : outgrown.block_->keyBytes));
  TakeEntries(outgrown);
}

// Moves all that another object has into this one, which has none, but room for them.
void ValueObject::TakeEntries(ValueObject& other) {
  for (auto [key, value] : other) PushEntry(key).value = std::move(value);
}

// Of a key that is not there yet, and for which there is room.
ValueObject::Entry& ValueObject::PushEntry(std::string_view key) {
  if (SlotCount(block_->capacity) != 0) Slots(block_)[SlotOf(key)] = block_->size + 1;
  std::copy(key.begin(), key.end(), Keys(block_) + block_->keyBytes);
  auto* entry = new (Entries(block_) + block_->size) Entry{Value(), block_->keyBytes, static_cast<std::uint32_t>(key.size())};
  block_->keyBytes += entry->keyLength;
  ++block_->size;
  return *entry;
}

bool ValueObject::Remove(std::string_view key) {
  Entry* found = FindEntry(key);
  if (found == nullptr) return false;
  if (SlotCount(block_->capacity) != 0) ForgetSlot(SlotOf(key));
  Entry* const end = Entries(block_) + size();
  std::move(found + 1, end, found);
  (end - 1)->~Entry();
  --block_->size;
  return true;
}

// The slot of an entry that is about to go, so that those behind it move down by one.
void ValueObject::ForgetSlot(std::size_t slot) {
  std::uint32_t* slots = Slots(block_);
  const std::size_t count = SlotCount(block_->capacity);
  const std::uint32_t forgotten = slots[slot];
  // A key that is reached over the free slot moves into it.
  std::size_t free = slot;
  for (std::size_t next = NextSlot(free); slots[next] != 0; next = NextSlot(next)) {
    const std::size_t home = HomeSlot(KeyOf(Entries(block_)[slots[next] - 1]));
    const auto stepsTo = [count, next](std::size_t from) { return next >= from ? next - from : next + count - from; };
    if (stepsTo(home) >= stepsTo(free)) slots[std::exchange(free, next)] = slots[next];
  }
  slots[free] = 0;
  std::for_each(slots, slots + count, [forgotten](std::uint32_t& other) { other -= other > forgotten ? 1 : 0; });
}

// Entries before `end` may have come from behind it.
void ValueObject::Truncate(Entry* end) {
  if (block_ == nullptr || end == Entries(block_) + size()) return;
  std::destroy(end, Entries(block_) + size());
  block_->size = static_cast<std::uint32_t>(end - Entries(block_));
  if (SlotCount(block_->capacity) == 0) return;
  std::memset(Slots(block_), 0, SlotCount(block_->capacity) * sizeof(std::uint32_t));
  for (std::uint32_t i = 0; i < block_->size; ++i) Slots(block_)[SlotOf(KeyOf(Entries(block_)[i]))] = i + 1;
}

void ValueObject::Clear() { *this = ValueObject(); }

bool operator==(const ValueObject& a, const ValueObject& b) {
  if (a.size() != b.size()) return false;
  for (const auto [key, value] : a) {
    const Value* other = b.Find(key);
    if (other == nullptr || !(value == *other)) return false;
  }
  return true;
}

}  // namespace k8s
