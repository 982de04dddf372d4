#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

/// The descriptor: what a codec knows of a C++ type.
///
/// Every API struct has one constant table, `T::kType`, generated from the specification. JSON, equality, and every other walk
/// over API objects is written once, over these tables, and works on `void*` from there on: nothing of it is compiled per type.
namespace k8s::codec {

struct Struct;
struct OptionalOps;
struct ListOps;
struct MapOps;

/// What a value is. The first group are the leaves, each one C++ type; the second say how values are put together.
enum class Kind : std::uint8_t {
  kBool,         ///< bool
  kInt32,        ///< std::int32_t
  kInt64,        ///< std::int64_t
  kDouble,       ///< double
  kString,       ///< std::string
  kBytes,        ///< k8s::Bytes; base64 in JSON
  kTime,         ///< k8s::Time
  kMicroTime,    ///< k8s::MicroTime
  kDuration,     ///< k8s::Duration
  kQuantity,     ///< k8s::Quantity
  kIntOrString,  ///< k8s::IntOrString
  kRawJson,      ///< k8s::RawJson: any JSON value, kept as text

  kStruct,    ///< a generated struct: Type::structure tells its fields
  kOptional,  ///< std::optional<element> or Box<element>: absent, or an element
  kList,      ///< std::vector<element>
  kMap,       ///< std::map<std::string, element>
};

/// One C++ type.
struct Type {
  Kind kind = Kind::kBool;
  std::uint32_t size = 0;                 ///< sizeof
  const Type* element = nullptr;          ///< kOptional, kList, kMap: what is inside
  const Struct* structure = nullptr;      ///< kStruct
  const OptionalOps* optional = nullptr;  ///< kOptional
  const ListOps* list = nullptr;          ///< kList
  const MapOps* map = nullptr;            ///< kMap
};

/// How a std::optional or a Box is read and changed through `void*`.
struct OptionalOps {
  const void* (*get)(const void* holder);  ///< null when absent
  void* (*emplace)(void* holder);          ///< makes it present, with the element's defaults; keeps what is there
  void (*reset)(void* holder);
};

/// How a std::vector is read and changed through `void*`. Elements are contiguous, Type::element->size apart.
struct ListOps {
  std::size_t (*size)(const void* list);
  const void* (*data)(const void* list);
  void* (*append)(void* list);  ///< a new last element; moves the others
  void (*reserve)(void* list, std::size_t capacity);
  void (*shrink)(void* list);  ///< gives back the room that no element takes, if it is more than an eighth
  void (*clear)(void* list);
};

/// How a std::map<std::string, element> is read and changed through `void*`.
struct MapOps {
  std::size_t (*size)(const void* map);
  void* (*insert)(void* map, std::string key);  ///< the element of a key, with its defaults again if it was there
  const void* (*find)(const void* map, std::string_view key);  ///< null when absent
  bool (*erase)(void* map, std::string_view key);
  void (*clear)(void* map);
  /// Calls `visit` for each entry in the order of the keys, until it returns false; tells whether it never did.
  bool (*each)(const void* map, void* context, bool (*visit)(void* context, const std::string& key, const void* element));
};

/// When a field is written.
enum class Emit : std::uint8_t {
  kNonEmpty,  ///< unless it is empty: zero, "", absent, or a struct all of whose fields are empty
  kAlways,    ///< even when it is empty: Go has no `omitempty` there, or the specification requires it
};

/// How server-side apply and strategic merge treat a list or a map.
enum class MergeKind : std::uint8_t {
  kAtomic,  ///< replaced as a whole
  kSet,     ///< a list of distinct scalars
  kMap,     ///< a list whose items are told apart by Merge::keys
};

/// Merge metadata, of the fields that have any. The two protocols disagree in places, so both are kept.
struct Merge {
  MergeKind list = MergeKind::kAtomic;          ///< x-kubernetes-list-type: server-side apply
  std::span<const std::string_view> keys = {};  ///< x-kubernetes-list-map-keys
  /// What counts where an item leaves a key out, in the order of `keys`; "" where nothing does. Empty if no key has a default.
  std::span<const std::string_view> keyDefaults = {};
  std::string_view patchKey = {};  ///< x-kubernetes-patch-merge-key: strategic merge patch
  bool patchMerge = false;         ///< x-kubernetes-patch-strategy has `merge`
  bool retainKeys = false;         ///< x-kubernetes-patch-strategy has `retainKeys`
  bool atomicMap = false;          ///< x-kubernetes-map-type: atomic, on the field
};

/// One member of a struct.
struct Field {
  std::string_view name;  ///< as in JSON
  const Type* type = nullptr;
  std::uint32_t offset = 0;
  Emit emit = Emit::kNonEmpty;
  bool required = false;  ///< by the specification
  /// The protobuf field number, outermost message first where Go inlines a struct that protobuf nests; zeros behind it; all
  /// zero where there is none.
  std::array<std::uint16_t, 3> protobuf = {};
  const Merge* merge = nullptr;  ///< null: a scalar, an atomic list, a struct or a map that is merged member by member
};

/// A kind of the API: group, version, kind, and the resource under which it is served.
struct ApiKind {
  std::string_view group;    ///< "" for the core group
  std::string_view version;  ///< "v1"
  std::string_view kind;     ///< "Pod"

  /// "v1", "apps/v1": what stands in `apiVersion`.
  std::string ApiVersion() const;

  friend bool operator==(const ApiKind&, const ApiKind&) = default;
};

/// One struct: its fields in the order in which Go declares them, which is the order in which a server sends them.
struct Struct {
  std::string_view name;  ///< of the definition: "io.k8s.api.core.v1.Pod"
  std::span<const Field> fields = {};
  /// The kind, of structs that are a whole object: its `apiVersion` and `kind` are no members; they are written first and
  /// checked when read. Null for all others.
  const ApiKind* kind = nullptr;
  bool atomic = false;  ///< x-kubernetes-map-type: atomic, on the definition
  /// No object in JSON, but the one of its members that has the value's shape (JSONSchemaPropsOrBool: a schema or a bool).
  bool shapeUnion = false;
  std::shared_ptr<void> (*make)() = nullptr;                    ///< a new one, with its defaults; null if it is no kind
  std::shared_ptr<void> (*clone)(const void* other) = nullptr;  ///< a copy; null if it is no kind
};

/// The field of that JSON name, or null.
const Field* FindField(const Struct& structure, std::string_view name);

}  // namespace k8s::codec
