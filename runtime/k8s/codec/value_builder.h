#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/codec/value.h>

namespace k8s::codec {

/// Builds a Value from the calls with which JsonWriter writes text. Each object and list is laid out once, when it ends and its
/// size is known.
class ValueBuilder {
 public:
  void BeginObject() { Begin(true); }
  void EndObject();
  void BeginArray() { Begin(false); }
  void EndArray();
  /// Forgets the innermost object or list that is open.
  void Abandon();

  /// False, and the value is of no use, if the text is not UTF-8.
  bool Key(std::string_view name);
  bool String(std::string_view text);

  void Null() { Add(Value()); }
  void Bool(bool value) { Add(value); }
  void Int(std::int64_t value) { Add(value); }
  void Double(double value) { Add(value); }

  /// A key that is UTF-8.
  void AddKey(std::string_view name);
  void Add(Value value);
  /// The key whose value comes next.
  std::string_view LastKey() const { return KeyOf(entries_.back()); }

  /// What was built.
  Value Take() { return std::move(done_); }

 private:
  // An open object or list: where its members or elements begin, and its keys.
  struct Frame {
    std::size_t entries;
    std::size_t keys;
    bool isObject;
  };

  void Begin(bool isObject) { frames_.push_back({entries_.size(), keys_.size(), isObject}); }
  void End(Value container);
  std::string_view KeyOf(const ValueObject::Entry& entry) const {
    return std::string_view(keys_).substr(entry.keyBegin, entry.keyLength);
  }

  std::vector<Frame> frames_;
  std::vector<ValueObject::Entry> entries_;  // of all that is open, the innermost last
  std::string keys_;
  Value done_;
};

}  // namespace k8s::codec
