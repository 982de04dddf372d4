#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/result.h>

namespace k8s {

/// How much is read of a text without a type.
struct ValueReadOptions {
  std::size_t maxBytes = std::size_t{1} << 30;  ///< A longer text is refused before it is looked at; 4 GiB at most
  std::size_t maxDepth = 1024;                  ///< Nesting beyond this is an error; 1024 at most
};

/// What a Value is.
enum class ValueKind : std::uint8_t { kNull, kBool, kInt, kDouble, kString, kList, kObject };

/// The name of a kind as error messages have it: "a list".
std::string_view ToString(ValueKind kind);

class Value;
namespace codec {
class ValueBuilder;
class ValueTree;
}  // namespace codec

/// The elements of a list Value, in order. Has the interface of a small std::vector; an element moves when the list grows.
///
/// Thread safety: as a value.
class ValueList {
 public:
  ValueList() = default;
  ValueList(const ValueList& other);
  ValueList(ValueList&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  ValueList& operator=(ValueList other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~ValueList();

  std::size_t size() const { return block_ == nullptr ? 0 : block_->size; }
  bool empty() const { return size() == 0; }
  Value* begin();
  Value* end();
  const Value* begin() const;
  const Value* end() const;
  /// `index` must be below size().
  Value& operator[](std::size_t index);
  const Value& operator[](std::size_t index) const;

  void Reserve(std::size_t capacity);
  Value& Append(Value element);
  /// Before the element at `index`, or at the end if it is size().
  Value& Insert(std::size_t index, Value element);
  void Remove(std::size_t index);
  void Clear();

  friend bool operator==(const ValueList& a, const ValueList& b);

 private:
  friend class codec::ValueTree;
  friend class codec::ValueBuilder;

  struct Block {
    std::uint32_t size;
    std::uint32_t capacity;
    // The elements follow.
  };

  explicit ValueList(Block* block) : block_(block) {}
  static Block* Allocate(std::size_t capacity);
  static Value* Elements(const Block* block);

  Block* block_ = nullptr;  // null of an empty list that never had elements
};

/// The members of an object Value, in the order in which they were read or set. Keys are unique, and looked up by trying each
/// in small objects, by a hash in large ones. A member moves when the object grows.
///
/// ```
/// for (auto [key, value] : object) ...
/// ```
///
/// Thread safety: as a value.
class ValueObject {
 public:
  class Iterator;
  class ConstIterator;

  ValueObject() = default;
  ValueObject(const ValueObject& other);
  ValueObject(ValueObject&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  ValueObject& operator=(ValueObject other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~ValueObject();

  std::size_t size() const { return block_ == nullptr ? 0 : block_->size; }
  bool empty() const { return size() == 0; }
  Iterator begin();
  Iterator end();
  ConstIterator begin() const;
  ConstIterator end() const;

  /// Null when there is no such member.
  Value* Find(std::string_view key);
  const Value* Find(std::string_view key) const;
  /// Replaces the member, in its place, or appends it.
  Value& Set(std::string_view key, Value value);
  /// The member, appended as null if there was none.
  Value& Ensure(std::string_view key);
  /// Makes room for that many members, with keys of that many bytes in all.
  void Reserve(std::size_t members, std::size_t keyBytes);
  /// Whether there was one. Takes time in the size of the object.
  bool Remove(std::string_view key);
  /// Removes every member of which `isUnwanted(key, value)` says so, in one pass.
  template <class Predicate>
  void RemoveIf(Predicate&& isUnwanted);
  void Clear();

  /// As Value::ToJson().
  Result<std::string> ToJson() const;

  /// Whether both have the same members, in whatever order.
  friend bool operator==(const ValueObject& a, const ValueObject& b);

 private:
  friend class codec::ValueTree;
  friend class codec::ValueBuilder;

  // Beyond as many members there is an index of their keys: as long as there are few, looking at each is faster.
  static constexpr std::size_t kFew = 16;
  static constexpr std::size_t kSlotsPerMember = 2;

  struct Entry;
  // The entries follow, then, in a large object, the index, then the text of the keys. The index is a hash table, in which a
  // slot is one more than the position of an entry, or zero: a key is in the first free slot from that of its hash on.
  struct Block {
    std::uint32_t size;
    std::uint32_t capacity;
    std::uint32_t keyBytes;  // those of removed members included
    std::uint32_t keyCapacity;
  };

  explicit ValueObject(Block* block) : block_(block) {}
  static Block* Allocate(std::size_t capacity, std::size_t keyCapacity);
  static Entry* Entries(const Block* block);
  static char* Keys(const Block* block);
  static std::size_t SlotCount(std::size_t capacity) { return capacity > kFew ? capacity * kSlotsPerMember : 0; }
  static std::uint32_t* Slots(const Block* block);
  std::string_view KeyOf(const Entry& entry) const;
  std::size_t HomeSlot(std::string_view key) const;
  std::size_t NextSlot(std::size_t slot) const;
  std::size_t SlotOf(std::string_view key) const;
  Entry* FindEntry(std::string_view key) const;
  Entry& AppendEntry(std::string_view key);
  void TakeEntries(ValueObject& other);
  Entry& PushEntry(std::string_view key);
  void ForgetSlot(std::size_t slot);
  void Truncate(Entry* end);

  Block* block_ = nullptr;  // null of an empty object that never had members
};

/// Any JSON value: what Go holds as `interface{}` in an unstructured object. Copies are deep, moves are cheap.
///
/// A number is a 64-bit integer where it is written without fraction and exponent and fits, as Go's unstructured decoding has
/// it; any other is a double.
///
/// Depth: what is read or written is bounded. A value that a program has nested deeper by itself can be copied, compared and
/// destroyed.
///
/// Thread safety: as a value; distinct values may be used from distinct threads.
class Value {
 public:
  Value() noexcept : small_{ValueKind::kNull, 0, {}} {}
  // A type of its own for bool, lest a pointer becomes one.
  template <std::same_as<bool> Bool>
  Value(Bool value) noexcept : large_{ValueKind::kBool, 0, 0, {.boolean = value}} {}  // NOLINT(google-explicit-constructor)
  template <std::integral Int>
  requires(!std::same_as<Int, bool>) Value(Int value)
  noexcept : Value() {  // NOLINT(google-explicit-constructor)
    if (std::in_range<std::int64_t>(value)) {
      large_ = {ValueKind::kInt, 0, 0, {.integer = static_cast<std::int64_t>(value)}};
    } else {
      large_ = {ValueKind::kDouble, 0, 0, {.number = static_cast<double>(value)}};
    }
  }
  Value(double value) noexcept : large_{ValueKind::kDouble, 0, 0, {.number = value}} {}  // NOLINT(google-explicit-constructor)
  Value(std::string_view text);                                                          // NOLINT(google-explicit-constructor)
  Value(const std::string& text) : Value(std::string_view(text)) {}                      // NOLINT(google-explicit-constructor)
  Value(const char* text) : Value(std::string_view(text)) {}                             // NOLINT(google-explicit-constructor)
  Value(ValueList list) noexcept : list_{ValueKind::kList, 0, 0, std::move(list)} {}     // NOLINT(google-explicit-constructor)
  Value(ValueObject object) noexcept                                                     // NOLINT(google-explicit-constructor)
      : object_{ValueKind::kObject, 0, 0, std::move(object)} {}

  Value(const Value& other);
  Value(Value&& other) noexcept : Value() { Swap(other); }
  Value& operator=(const Value& other);
  // What was here goes only when what comes is here: `value = std::move(*value.Find("child"))`.
  Value& operator=(Value&& other) noexcept {
    Value taken(std::move(other));
    Swap(taken);
    return *this;
  }
  ~Value() {
    if (OwnsMemory()) Release();
  }

  /// Reads JSON: strictly, with keys in the order of the text. Of equal keys the last value counts.
  ///
  /// Errors: kDecode, with the JSON path and the byte offset.
  static Result<Value> FromJson(std::string_view text, const ValueReadOptions& options = {});
  /// JSON without white space, keys in their order.
  ///
  /// Errors: kInvalidArgument, with the path, for a string that is not UTF-8, a number that JSON does not have, or nesting
  /// beyond 1024.
  Result<std::string> ToJson() const;

  ValueKind Kind() const { return small_.kind; }
  bool IsNull() const { return Kind() == ValueKind::kNull; }
  bool IsString() const { return Kind() == ValueKind::kString; }
  bool IsList() const { return Kind() == ValueKind::kList; }
  bool IsObject() const { return Kind() == ValueKind::kObject; }

  // What it is, if it is that: else nothing, or null.

  std::optional<bool> AsBool() const;
  std::optional<std::int64_t> AsInt() const;
  /// Any number, a large integer rounded.
  std::optional<double> AsDouble() const;
  /// Valid until the value changes.
  std::optional<std::string_view> AsString() const;
  ValueList* AsList() { return IsList() ? &list_.list : nullptr; }
  const ValueList* AsList() const { return IsList() ? &list_.list : nullptr; }
  ValueObject* AsObject() { return IsObject() ? &object_.object : nullptr; }
  const ValueObject* AsObject() const { return IsObject() ? &object_.object : nullptr; }

  /// The member of an object; null when there is none, or this is no object.
  const Value* Find(std::string_view key) const;
  Value* Find(std::string_view key);

  /// As JSON sees it: numbers by what they are worth, objects whatever the order of their keys.
  friend bool operator==(const Value& a, const Value& b);

 private:
  friend class codec::ValueTree;

  static constexpr std::size_t kInlineText = 14;
  static constexpr std::uint8_t kOnHeap = 0xFF;  // instead of the length of an inline string

  // The four begin alike, so that kind and length can be read whichever is there.
  struct Small {
    ValueKind kind;
    std::uint8_t length;
    char text[kInlineText];
  };
  struct Large {
    ValueKind kind;
    std::uint8_t length;
    std::uint32_t textLength;
    union {
      bool boolean;
      std::int64_t integer;
      double number;
      char* text;
    };
  };
  struct WithList {
    ValueKind kind;
    std::uint8_t length;
    std::uint32_t unused;
    ValueList list;
  };
  struct WithObject {
    ValueKind kind;
    std::uint8_t length;
    std::uint32_t unused;
    ValueObject object;
  };

  bool OwnsMemory() const {
    return small_.kind >= ValueKind::kString && (small_.kind != ValueKind::kString || small_.length == kOnHeap);
  }
  // No value knows its own address, so that moving the bytes moves it.
  void Swap(Value& other) noexcept {
    char bytes[sizeof(Large)];
    std::memcpy(bytes, static_cast<const void*>(this), sizeof(bytes));
    std::memcpy(static_cast<void*>(this), static_cast<const void*>(&other), sizeof(bytes));
    std::memcpy(static_cast<void*>(&other), bytes, sizeof(bytes));
  }
  void Release() noexcept;

  union {
    Small small_;
    Large large_;
    WithList list_;
    WithObject object_;
  };
};

struct ValueObject::Entry {
  Value value;
  std::uint32_t keyBegin = 0;
  std::uint32_t keyLength = 0;
};

class ValueObject::Iterator {
 public:
  struct Member {
    std::string_view key;
    Value& value;
  };
  Member operator*() const { return {object_->KeyOf(*entry_), entry_->value}; }
  Iterator& operator++() {
    ++entry_;
    return *this;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.entry_ == b.entry_; }

 private:
  friend class ValueObject;
  Iterator(const ValueObject* object, Entry* entry) : object_(object), entry_(entry) {}

  const ValueObject* object_;
  Entry* entry_;
};

class ValueObject::ConstIterator {
 public:
  struct Member {
    std::string_view key;
    const Value& value;
  };
  Member operator*() const { return {object_->KeyOf(*entry_), entry_->value}; }
  ConstIterator& operator++() {
    ++entry_;
    return *this;
  }
  friend bool operator==(const ConstIterator& a, const ConstIterator& b) { return a.entry_ == b.entry_; }

 private:
  friend class ValueObject;
  ConstIterator(const ValueObject* object, const Entry* entry) : object_(object), entry_(entry) {}

  const ValueObject* object_;
  const Entry* entry_;
};

inline Value* ValueList::Elements(const Block* block) {
  return reinterpret_cast<Value*>(const_cast<Block*>(block) + 1);  // the const is the handle's, not the memory's
}
inline Value* ValueList::begin() { return block_ == nullptr ? nullptr : Elements(block_); }
inline Value* ValueList::end() { return begin() + size(); }
inline const Value* ValueList::begin() const { return block_ == nullptr ? nullptr : Elements(block_); }
inline const Value* ValueList::end() const { return begin() + size(); }
inline Value& ValueList::operator[](std::size_t index) { return begin()[index]; }
inline const Value& ValueList::operator[](std::size_t index) const { return begin()[index]; }

inline ValueObject::Entry* ValueObject::Entries(const Block* block) {
  return block == nullptr ? nullptr : reinterpret_cast<Entry*>(const_cast<Block*>(block) + 1);
}
inline std::uint32_t* ValueObject::Slots(const Block* block) {
  return reinterpret_cast<std::uint32_t*>(Entries(block) + block->capacity);
}
inline char* ValueObject::Keys(const Block* block) {
  return reinterpret_cast<char*>(Slots(block) + SlotCount(block->capacity));
}
inline std::string_view ValueObject::KeyOf(const Entry& entry) const {
  return {Keys(block_) + entry.keyBegin, entry.keyLength};
}
inline ValueObject::Iterator ValueObject::begin() { return {this, Entries(block_)}; }
inline ValueObject::Iterator ValueObject::end() { return {this, Entries(block_) + size()}; }
inline ValueObject::ConstIterator ValueObject::begin() const { return {this, Entries(block_)}; }
inline ValueObject::ConstIterator ValueObject::end() const { return {this, Entries(block_) + size()}; }

template <class Predicate>
void ValueObject::RemoveIf(Predicate&& isUnwanted) {
  Entry* kept = Entries(block_);
  for (Entry *entry = kept, *end = kept + size(); entry != end; ++entry) {
    if (isUnwanted(KeyOf(*entry), std::as_const(entry->value))) continue;
    if (entry != kept) *kept = std::move(*entry);
    ++kept;
  }
  Truncate(kept);
}

}  // namespace k8s
