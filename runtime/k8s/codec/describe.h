#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <k8s/base/box.h>
#include <k8s/codec/type.h>
#include <k8s/meta/bool.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

/// The Type of every C++ type an API field can have, put together at compile time: `TypeOf<std::vector<corev1::Container>>()`.
namespace k8s::codec {

namespace internal {

template <class T>
struct LeafKind;  // undefined: not a type that an API field can have
template <>
struct LeafKind<bool> {
  static constexpr Kind kKind = Kind::kBool;
};
template <>
struct LeafKind<Bool> {
  static constexpr Kind kKind = Kind::kBool;  // its only member is one, so a pointer to it is a pointer to a bool
};
template <>
struct LeafKind<std::int32_t> {
  static constexpr Kind kKind = Kind::kInt32;
};
template <>
struct LeafKind<std::int64_t> {
  static constexpr Kind kKind = Kind::kInt64;
};
template <>
struct LeafKind<double> {
  static constexpr Kind kKind = Kind::kDouble;
};
template <>
struct LeafKind<std::string> {
  static constexpr Kind kKind = Kind::kString;
};
template <>
struct LeafKind<Bytes> {
  static constexpr Kind kKind = Kind::kBytes;
};
template <>
struct LeafKind<Time> {
  static constexpr Kind kKind = Kind::kTime;
};
template <>
struct LeafKind<MicroTime> {
  static constexpr Kind kKind = Kind::kMicroTime;
};
template <>
struct LeafKind<Duration> {
  static constexpr Kind kKind = Kind::kDuration;
};
template <>
struct LeafKind<Quantity> {
  static constexpr Kind kKind = Kind::kQuantity;
};
template <>
struct LeafKind<IntOrString> {
  static constexpr Kind kKind = Kind::kIntOrString;
};
template <>
struct LeafKind<RawJson> {
  static constexpr Kind kKind = Kind::kRawJson;
};

template <class T>
inline constexpr Type kLeafType = {.kind = LeafKind<T>::kKind, .size = sizeof(T)};

template <class T>
struct Describer {
  static constexpr const Type* Get() { return &kLeafType<T>; }
};

template <class T>
concept HasTable = requires {
  requires std::is_same_v<decltype(T::kType), const Type>;
};

template <HasTable T>
struct Describer<T> {
  static constexpr const Type* Get() { return &T::kType; }
};

template <class Holder>
const void* GetHeld(const void* holder) {
  const auto& held = *static_cast<const Holder*>(holder);
  return held.has_value() ? &*held : nullptr;
}
template <class Holder>
void* EmplaceHeld(void* holder) {
  auto& held = *static_cast<Holder*>(holder);
  if (!held.has_value()) held.emplace();
  return &*held;
}
template <class Holder>
void ResetHeld(void* holder) {
  static_cast<Holder*>(holder)->reset();
}

template <class Holder>
inline constexpr OptionalOps kOptionalOps = {&GetHeld<Holder>, &EmplaceHeld<Holder>, &ResetHeld<Holder>};

template <class List>
inline constexpr ListOps kListOps = {
    .size = [](const void* list) { return static_cast<const List*>(list)->size(); },
    .data = [](const void* list) -> const void* { return static_cast<const List*>(list)->data(); },
    .append = [](void* list) -> void* { return &static_cast<List*>(list)->emplace_back(); },
    .reserve = [](void* list, std::size_t capacity) { static_cast<List*>(list)->reserve(capacity); },
    .shrink =
        [](void* list) {
          auto& elements = *static_cast<List*>(list);
          if (elements.capacity() - elements.size() > elements.size() / 8) elements.shrink_to_fit();
        },
    .clear = [](void* list) { static_cast<List*>(list)->clear(); },
};

template <class Map>
inline constexpr MapOps kMapOps = {
    .size = [](const void* map) { return static_cast<const Map*>(map)->size(); },
    .insert = [](void* map, std::string key) -> void* {
      auto [entry, inserted] = static_cast<Map*>(map)->try_emplace(std::move(key));
      if (!inserted) entry->second = typename Map::mapped_type();
      return &entry->second;
    },
    .find = [](const void* map, std::string_view key) -> const void* {
      const auto& entries = *static_cast<const Map*>(map);
      const auto entry = entries.find(std::string(key));
      return entry == entries.end() ? nullptr : &entry->second;
    },
    .erase = [](void* map, std::string_view key) { return static_cast<Map*>(map)->erase(std::string(key)) != 0; },
    .clear = [](void* map) { static_cast<Map*>(map)->clear(); },
    .each =
        [](const void* map, void* context, bool (*visit)(void*, const std::string&, const void*)) {
          for (const auto& [key, element] : *static_cast<const Map*>(map)) {
            if (!visit(context, key, &element)) return false;
          }
          return true;
        },
};

template <class Holder, class T>
inline constexpr Type kOptionalType = {
    .kind = Kind::kOptional, .size = sizeof(Holder), .element = Describer<T>::Get(), .optional = &kOptionalOps<Holder>};
template <class T>
inline constexpr Type kListType = {
    .kind = Kind::kList, .size = sizeof(std::vector<T>), .element = Describer<T>::Get(), .list = &kListOps<std::vector<T>>};
template <class T>
inline constexpr Type kMapType = {.kind = Kind::kMap,
                                  .size = sizeof(std::map<std::string, T>),
                                  .element = Describer<T>::Get(),
                                  .map = &kMapOps<std::map<std::string, T>>};

template <class T>
struct Describer<std::optional<T>> {
  static constexpr const Type* Get() { return &kOptionalType<std::optional<T>, T>; }
};
template <class T>
struct Describer<Box<T>> {
  static constexpr const Type* Get() { return &kOptionalType<Box<T>, T>; }
};
template <class T>
struct Describer<std::vector<T>> {
  static_assert(!std::is_same_v<T, bool>, "the elements of a list need addresses");
  static constexpr const Type* Get() { return &kListType<T>; }
};
template <class T>
struct Describer<std::map<std::string, T>> {
  static constexpr const Type* Get() { return &kMapType<T>; }
};

template <class T>
std::shared_ptr<void> Make() {
  return std::make_shared<T>();
}
template <class T>
std::shared_ptr<void> Clone(const void* other) {
  return std::make_shared<T>(*static_cast<const T*>(other));
}

}  // namespace internal

/// The descriptor of T, which is a leaf, a generated struct, or an optional, Box, vector or string-keyed map of those.
template <class T>
constexpr const Type* TypeOf() {
  return internal::Describer<T>::Get();
}

/// The Type of a generated struct, for its `kType`.
template <class T>
constexpr Type StructType(const Struct* structure) {
  return {.kind = Kind::kStruct, .size = sizeof(T), .structure = structure};
}

}  // namespace k8s::codec

namespace k8s {

/// The descriptor table of an API type: its fields, their types, presence, protobuf numbers and merge keys.
template <class T>
const codec::Struct& Describe() {
  return *T::kType.structure;
}

}  // namespace k8s
