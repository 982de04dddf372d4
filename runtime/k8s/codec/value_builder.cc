#include <utility>

#include <k8s/codec/utf8.h>
#include <k8s/codec/value_builder.h>

namespace k8s::codec {

bool ValueBuilder::Key(std::string_view name) {
  AddKey(name);
  return IsUtf8(name);
}

bool ValueBuilder::String(std::string_view text) {
  Add(text);
  return IsUtf8(text);
}

void ValueBuilder::AddKey(std::string_view name) {
  entries_.push_back({Value(), static_cast<std::uint32_t>(keys_.size()), static_cast<std::uint32_t>(name.size())});
  keys_.append(name);
}

void ValueBuilder::Add(Value value) {
  if (frames_.empty()) {
    done_ = std::move(value);
  } else if (frames_.back().isObject) {
    entries_.back().value = std::move(value);
  } else {
    entries_.push_back({std::move(value)});
  }
}

void ValueBuilder::EndObject() {
  const Frame& frame = frames_.back();
  ValueObject object;
  const std::size_t size = entries_.size() - frame.entries;
  if (size > 0) object.block_ = ValueObject::Allocate(size, keys_.size() - frame.keys);
  for (auto entry = entries_.begin() + static_cast<std::ptrdiff_t>(frame.entries); entry != entries_.end(); ++entry) {
    ValueObject::Entry* present = object.FindEntry(KeyOf(*entry));
    (present == nullptr ? object.PushEntry(KeyOf(*entry)) : *present).value = std::move(entry->value);
  }
  End(std::move(object));
}

void ValueBuilder::EndArray() {
  ValueList list;
  list.Reserve(entries_.size() - frames_.back().entries);
  for (std::size_t i = frames_.back().entries; i < entries_.size(); ++i) list.Append(std::move(entries_[i].value));
  End(std::move(list));
}

void ValueBuilder::End(Value container) {
  Abandon();
  Add(std::move(container));
}

void ValueBuilder::Abandon() {
  entries_.resize(frames_.back().entries);
  keys_.resize(frames_.back().keys);
  frames_.pop_back();
}

}  // namespace k8s::codec
