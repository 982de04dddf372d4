#include <algorithm>
#include <cstring>
#include <new>

#include <k8s/codec/value.h>
#include <k8s/codec/value_size.h>

namespace k8s {

ValueList::Block* ValueList::Allocate(std::size_t capacity) {
  const std::uint32_t counted = codec::ValueSize(capacity);
  auto* block = static_cast<Block*>(::operator new(sizeof(Block) + capacity * sizeof(Value)));
  return new (block) Block{.size = 0, .capacity = counted};
}

// Copies and destroys as a Value does: without recursion.
ValueList::ValueList(const ValueList& other) {
  if (other.empty()) return;
  Reserve(other.size());
  for (const Value& element : other) Append(element);
}

ValueList::~ValueList() {
  if (block_ != nullptr) const Value released(std::move(*this));
}

void ValueList::Reserve(std::size_t capacity) {
  if (capacity <= (block_ == nullptr ? 0 : block_->capacity)) return;
  Block* grown = Allocate(capacity);
  if (block_ != nullptr) {
    grown->size = block_->size;
    std::memcpy(static_cast<void*>(Elements(grown)), static_cast<const void*>(begin()),
                size() * sizeof(Value));  // moving the bytes moves a value
    ::operator delete(block_);
  }
  block_ = grown;
}

Value& ValueList::Append(Value element) {
  if (block_ == nullptr || block_->size == block_->capacity) Reserve(std::max<std::size_t>(4, size() * 2));
  auto* place = new (end()) Value(std::move(element));
  ++block_->size;
  return *place;
}

Value& ValueList::Insert(std::size_t index, Value element) {
  Append(Value());
  Value* place = begin() + index;
  // Over the null at the end, which has nothing to let go of.
  std::memmove(static_cast<void*>(place + 1), static_cast<const void*>(place), (size() - 1 - index) * sizeof(Value));
  return *new (place) Value(std::move(element));
}

void ValueList::Remove(std::size_t index) {
  std::move(begin() + index + 1, end(), begin() + index);
  (end() - 1)->~Value();
  --block_->size;
}

void ValueList::Clear() { *this = ValueList(); }

bool operator==(const ValueList& a, const ValueList& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

}  // namespace k8s
