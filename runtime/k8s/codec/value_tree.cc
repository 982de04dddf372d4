#include <cmath>
#include <cstddef>
#include <cstdint>
#include <new>

#include <k8s/codec/value_tree.h>

namespace k8s::codec {
namespace {

// Without rounding the integer, which a double may not hold.
bool SameNumber(std::int64_t integer, double number) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  return number >= -kLimit && number < kLimit && std::trunc(number) == number && static_cast<std::int64_t>(number) == integer;
}

}  // namespace

void ValueTree::Copy(const Value& from, Value& to) {
  std::vector<std::pair<const Value*, Value*>> pending;
  CopyNode(from, to, pending);
  while (!pending.empty()) {
    const auto [nextFrom, nextTo] = pending.back();
    pending.pop_back();
    CopyNode(*nextFrom, *nextTo, pending);
  }
}

// One value, and the room for what it contains: containers in it come later.
template <class Pending>
void ValueTree::CopyNode(const Value& from, Value& to, Pending& pending) {
  const auto copyChild = [&pending](const Value& child, Value& copy) {
    if (child.IsList() || child.IsObject()) {
      pending.emplace_back(&child, &copy);
    } else {
      CopyNode(child, copy, pending);
    }
  };
  switch (from.Kind()) {
    case ValueKind::kString: to = Value(*from.AsString()); return;
    case ValueKind::kList: {
      to = ValueList();
      ValueList& list = to.list_.list;
      list.Reserve(from.AsList()->size());
      for (const Value& element : *from.AsList()) copyChild(element, list.Append(Value()));
      return;
    }
    case ValueKind::kObject: {
      to = ValueObject();
      const ValueObject& original = from.object_.object;
      if (original.empty()) return;
      ValueObject& object = to.object_.object;
      object.block_ = ValueObject::Allocate(original.size(), original.block_->keyBytes);
      for (const auto [key, value] : original) copyChild(value, object.PushEntry(key).value);
      return;
    }
    default: to.large_ = from.large_;
  }
}

bool ValueTree::Equal(const Value& a, const Value& b) {
  Pairs pending;
  if (!EqualNode(a, b, pending)) return false;
  while (!pending.empty()) {
    const auto [nextOfA, nextOfB] = pending.back();
    pending.pop_back();
    if (!EqualNode(*nextOfA, *nextOfB, pending)) return false;
  }
  return true;
}

// Two values, but for the containers in them.
bool ValueTree::EqualNode(const Value& a, const Value& b, Pairs& pending) {
  const auto equalChild = [&pending](const Value& childOfA, const Value& childOfB) {
    if (childOfA.Kind() != childOfB.Kind() || !(childOfA.IsList() || childOfA.IsObject())) {
      return EqualNode(childOfA, childOfB, pending);
    }
    pending.emplace_back(&childOfA, &childOfB);
    return true;
  };
  if (a.Kind() == ValueKind::kInt && b.Kind() == ValueKind::kDouble) return SameNumber(a.large_.integer, b.large_.number);
  if (a.Kind() == ValueKind::kDouble && b.Kind() == ValueKind::kInt) return SameNumber(b.large_.integer, a.large_.number);
  if (a.Kind() != b.Kind()) return false;
  switch (a.Kind()) {
    case ValueKind::kNull: return true;
    case ValueKind::kBool: return a.large_.boolean == b.large_.boolean;
    case ValueKind::kInt: return a.large_.integer == b.large_.integer;
    case ValueKind::kDouble: return a.large_.number == b.large_.number;
    case ValueKind::kString: return *a.AsString() == *b.AsString();
    case ValueKind::kList: {
      const ValueList& listOfA = *a.AsList();
      const ValueList& listOfB = *b.AsList();
      if (listOfA.size() != listOfB.size()) return false;
      for (std::size_t i = 0; i < listOfA.size(); ++i) {
        if (!equalChild(listOfA[i], listOfB[i])) return false;
      }
      return true;
    }
    case ValueKind::kObject: {
      const ValueObject& objectOfB = *b.AsObject();
      if (a.AsObject()->size() != objectOfB.size()) return false;
      for (const auto [key, value] : *a.AsObject()) {
        const Value* other = objectOfB.Find(key);
        if (other == nullptr || !equalChild(value, *other)) return false;
      }
      return true;
    }
  }
  return false;
}

// Goes down to a container without containers, and up again once it is gone. The way up is kept where the child was.
void ValueTree::Release(Value& value) noexcept {
  Value current;
  current.Swap(value);
  Value parent;
  while (true) {
    if (Value* last = LastChild(current); last != nullptr) {
      if (last->IsList() || last->IsObject()) {
        last->Swap(parent);
        parent.Swap(current);
      } else {
        DropLastChild(current);
      }
      continue;
    }
    FreeBlock(current);
    if (parent.IsNull()) return;
    current.Swap(parent);
    LastChild(current)->Swap(parent);
    DropLastChild(current);
  }
}

// Null when it is empty.
Value* ValueTree::LastChild(Value& container) {
  if (container.IsList()) {
    ValueList& list = container.list_.list;
    return list.empty() ? nullptr : list.end() - 1;
  }
  ValueObject& object = container.object_.object;
  return object.empty() ? nullptr : &(ValueObject::Entries(object.block_) + object.size() - 1)->value;
}

void ValueTree::DropLastChild(Value& container) {
  LastChild(container)->~Value();
  --(container.IsList() ? container.list_.list.block_->size : container.object_.object.block_->size);
}

void ValueTree::FreeBlock(Value& container) {
  ::operator delete(container.IsList() ? static_cast<void*>(container.list_.list.block_)
                                       : static_cast<void*>(container.object_.object.block_));
  container.large_ = {ValueKind::kNull, 0, 0, {.integer = 0}};
}

}  // namespace k8s::codec
