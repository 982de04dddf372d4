#include <algorithm>
#include <cstring>
#include <new>
#include <numeric>
#include <vector>

#include <k8s/codec/value.h>
#include <k8s/codec/value_size.h>

namespace k8s {

ValueObject::Block* ValueObject::Allocate(std::size_t capacity, std::size_t keyCapacity) {
  const std::size_t order = capacity > kFew ? capacity * sizeof(std::uint32_t) : 0;
  const Block sizes = {
      .size = 0, .capacity = codec::ValueSize(capacity), .keyBytes = 0, .keyCapacity = codec::ValueSize(keyCapacity)};
  auto* block = static_cast<Block*>(::operator new(sizeof(Block) + capacity * sizeof(Entry) + order + keyCapacity));
  return new (block) Block(sizes);
}

ValueObject::ValueObject(const ValueObject& other) {
  if (other.empty()) return;
  block_ = Allocate(other.size(), other.block_->keyBytes);
  for (const auto [key, value] : other) PushEntry(key).value = value;
  SortKeys();
}

ValueObject::~ValueObject() {
  if (block_ != nullptr) const Value released(std::move(*this));
}

// Where in the order of the keys a key stands, or would.
std::uint32_t* ValueObject::PlaceInOrder(std::string_view key) const {
  std::uint32_t* order = Order(block_);
  return std::lower_bound(order, order + size(), key, [this](std::uint32_t position, std::string_view wanted) {
    return KeyOf(Entries(block_)[position]) < wanted;
  });
}

ValueObject::Entry* ValueObject::FindEntry(std::string_view key) const {
  if (block_ == nullptr) return nullptr;
  Entry* const begin = Entries(block_);
  Entry* const end = begin + size();
  if (HasOrder(block_)) {
    const std::uint32_t* place = PlaceInOrder(key);
    return place != Order(block_) + size() && KeyOf(begin[*place]) == key ? begin + *place : nullptr;
  }
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
  if (HasOrder(block_)) {
    std::uint32_t* place = PlaceInOrder(key);
    std::uint32_t* end = Order(block_) + size();
    std::copy_backward(place, end, end + 1);
    *place = block_->size;
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
  SortKeys();
}

// There is room, and the order of the keys is somebody else's business.
ValueObject::Entry& ValueObject::PushEntry(std::string_view key) {
  std::copy(key.begin(), key.end(), Keys(block_) + block_->keyBytes);
  auto* entry = new (Entries(block_) + block_->size) Entry{Value(), block_->keyBytes, static_cast<std::uint32_t>(key.size())};
  block_->keyBytes += entry->keyLength;
  ++block_->size;
  return *entry;
}

// The positions of equal keys stay in the order in which they were pushed.
void ValueObject::SortKeys() {
  if (!HasOrder(block_)) return;
  std::uint32_t* order = Order(block_);
  std::iota(order, order + size(), 0);
  const Entry* entries = Entries(block_);
  std::stable_sort(order, order + size(),
                   [&](std::uint32_t a, std::uint32_t b) { return KeyOf(entries[a]) < KeyOf(entries[b]); });
}

bool ValueObject::Remove(std::string_view key) {
  Entry* found = FindEntry(key);
  if (found == nullptr) return false;
  Entry* const end = Entries(block_) + size();
  if (HasOrder(block_)) {
    const auto position = static_cast<std::uint32_t>(found - Entries(block_));
    std::uint32_t* order = Order(block_);
    std::uint32_t* orderEnd = std::remove(order, order + size(), position);
    std::for_each(order, orderEnd, [position](std::uint32_t& other) { other -= other > position ? 1 : 0; });
  }
  std::move(found + 1, end, found);
  (end - 1)->~Entry();
  --block_->size;
  return true;
}

void ValueObject::Truncate(Entry* end) {
  if (block_ == nullptr || end == Entries(block_) + size()) return;
  std::destroy(end, Entries(block_) + size());
  block_->size = static_cast<std::uint32_t>(end - Entries(block_));
  SortKeys();
}

// Of members with one key the last one's value counts, in the place of the first. The keys are in order.
void ValueObject::MergeDuplicates() {
  const std::uint32_t* order = Order(block_);
  Entry* const entries = Entries(block_);
  std::vector<bool> isRepeated(size());
  for (std::size_t i = 1, first = 0; i < size(); ++i) {
    if (KeyOf(entries[order[i]]) != KeyOf(entries[order[first]])) {
      first = i;
      continue;
    }
    entries[order[first]].value = std::move(entries[order[i]].value);
    isRepeated[order[i]] = true;
  }
  Entry* kept = entries;
  for (std::size_t i = 0; i < size(); ++i) {
    if (isRepeated[i]) continue;
    if (kept != entries + i) *kept = std::move(entries[i]);
    ++kept;
  }
  Truncate(kept);
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
