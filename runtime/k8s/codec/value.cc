#include <algorithm>
#include <cstring>
#include <new>

#include <k8s/codec/value.h>
#include <k8s/codec/value_size.h>
#include <k8s/codec/value_tree.h>

namespace k8s {

static_assert(sizeof(Value) == 16);

std::string_view ToString(ValueKind kind) {
  switch (kind) {
    case ValueKind::kNull: return "null";
    case ValueKind::kBool: return "a boolean";
    case ValueKind::kInt: return "an integer";
    case ValueKind::kDouble: return "a number";
    case ValueKind::kString: return "a string";
    case ValueKind::kList: return "a list";
    case ValueKind::kObject: return "an object";
  }
  return "no value";
}

Value::Value(std::string_view text) : Value() {
  if (text.size() <= kInlineText) {
    small_ = {ValueKind::kString, static_cast<std::uint8_t>(text.size()), {}};
    std::copy(text.begin(), text.end(), small_.text);
    return;
  }
  const std::uint32_t length = codec::ValueSize(text.size());
  char* copy = static_cast<char*>(::operator new(text.size()));
  std::memcpy(copy, text.data(), text.size());
  large_ = {ValueKind::kString, kOnHeap, length, {.text = copy}};
}

Value::Value(const Value& other) : Value() { codec::ValueTree::Copy(other, *this); }

Value& Value::operator=(const Value& other) {
  Value copy(other);
  Swap(copy);
  return *this;
}

void Value::Release() noexcept {
  if (IsString()) {
    ::operator delete(large_.text);
  } else {
    codec::ValueTree::Release(*this);
  }
}

std::optional<bool> Value::AsBool() const {
  if (Kind() != ValueKind::kBool) return std::nullopt;
  return large_.boolean;
}

std::optional<std::int64_t> Value::AsInt() const {
  if (Kind() != ValueKind::kInt) return std::nullopt;
  return large_.integer;
}

std::optional<double> Value::AsDouble() const {
  if (Kind() == ValueKind::kInt) return static_cast<double>(large_.integer);
  if (Kind() == ValueKind::kDouble) return large_.number;
  return std::nullopt;
}

std::optional<std::string_view> Value::AsString() const {
  if (Kind() != ValueKind::kString) return std::nullopt;
  if (small_.length == kOnHeap) return std::string_view(large_.text, large_.textLength);
  return std::string_view(small_.text, small_.length);
}

const Value* Value::Find(std::string_view key) const { return IsObject() ? object_.object.Find(key) : nullptr; }
Value* Value::Find(std::string_view key) { return IsObject() ? object_.object.Find(key) : nullptr; }

bool operator==(const Value& a, const Value& b) { return codec::ValueTree::Equal(a, b); }

}  // namespace k8s
