#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <k8s/testkit/core/element_order.h>
#include <k8s/testkit/core/go_text.h>
#include <k8s/testkit/core/strategic_merge_patch.h>

namespace k8s::testkit::core {
namespace {

using codec::Field;
using codec::Kind;
using codec::Type;

constexpr std::string_view kDeleteFromList = "$deleteFromPrimitiveList/";
constexpr std::string_view kSetOrder = "$setElementOrder/";

// Types are null where the tables know nothing: there, a strategic merge is a plain one.

const Type* Present(const Type* type) { return type != nullptr && type->kind == Kind::kOptional ? type->element : type; }

const Field* FieldOf(const Type* type, std::string_view name) {
  const Type* present = Present(type);
  return present != nullptr && present->kind == Kind::kStruct ? FindField(*present->structure, name) : nullptr;
}

const Type* MemberType(const Type* type, std::string_view name) {
  if (const Field* field = FieldOf(type, name)) return field->type;
  const Type* present = Present(type);
  return present != nullptr && present->kind == Kind::kMap ? present->element : nullptr;
}

const Type* ElementType(const Type* type) {
  const Type* present = Present(type);
  return present != nullptr && present->kind == Kind::kList ? present->element : nullptr;
}

bool MergesItems(const Field* field) { return field != nullptr && field->merge != nullptr && field->merge->patchMerge; }

JsonValue* FindElement(JsonValue& list, std::string_view key, const JsonValue& like) {
  const auto found =
      std::find_if(list.Begin(), list.End(), [&](const JsonValue& element) { return SameElement(element, like, key); });
  return found == list.End() ? nullptr : &*found;
}

void EraseElements(JsonValue& list, std::string_view key, const JsonValue& like) {
  list.Erase(
      std::remove_if(list.Begin(), list.End(), [&](const JsonValue& element) { return SameElement(element, like, key); }),
      list.End());
}

void RetainKeys(JsonValue& object, const JsonValue& keys) {
  std::vector<std::string> dropped;
  for (const JsonMember& member : MembersOf(object)) {
    if (keys.IsArray() && std::find(keys.Begin(), keys.End(), member.name) == keys.End())
      dropped.emplace_back(TextOf(member.name));
  }
  for (const std::string& name : dropped) Remove(object, name);
}

/// One patch at work. Steps return false, and leave the reason, when the patch cannot be applied.
class Merger {
 public:
  explicit Merger(JsonAllocator& allocator) : allocator_(allocator) {}

  bool MergeObject(JsonValue& target, const JsonValue& patch, const Type* type) {
    const std::string_view directive = StringAt(patch, "$patch");
    if (directive == "replace" || directive == "delete") target.SetObject();
    if (directive == "delete") return true;
    if (!directive.empty() && directive != "replace" && directive != "merge") {
      return Refuse("unknown patch type: " + std::string(directive) + " in map: " + GoText(patch));
    }
    if (const JsonValue* keys = Find(patch, "$retainKeys")) RetainKeys(target, *keys);
    const auto members = MembersOf(patch);
    return std::all_of(members.begin(), members.end(),
                       [&](const JsonMember& member) { return Apply(target, patch, TextOf(member.name), member.value, type); });
  }

  /// The real server gives it no reason.
  Failure TakeFailure() { return {500, "", std::move(reason_)}; }

 private:
  bool Apply(JsonValue& target, const JsonValue& patch, std::string_view name, const JsonValue& value, const Type* type) {
    if (name.starts_with(kDeleteFromList)) return DeleteFromList(target, name.substr(kDeleteFromList.size()), value);
    if (name.starts_with(kSetOrder)) return OrderAlone(target, patch, name.substr(kSetOrder.size()), value, type);
    if (name.starts_with('$')) return true;
    if (value.IsNull()) {
      Remove(target, name);
      return true;
    }
    if (value.IsObject()) return MergeObject(EnsureObject(target, name, allocator_), value, MemberType(type, name));
    const Field* field = FieldOf(type, name);
    if (value.IsArray() && MergesItems(field)) {
      const JsonValue* order = Find(patch, std::string(kSetOrder).append(name));
      return MergeList(EnsureList(target, name), value, *field, order);
    }
    Set(target, name, JsonValue(value, allocator_), allocator_);
    return true;
  }

  JsonValue& EnsureList(JsonValue& object, std::string_view name) {
    JsonValue* list = Find(object, name);
    if (list == nullptr || !list->IsArray()) Set(object, name, JsonValue(rapidjson::kArrayType), allocator_);
    return *Find(object, name);
  }

  bool MergeList(JsonValue& list, const JsonValue& patch, const Field& field, const JsonValue* order) {
    const auto replaces = [](const JsonValue& element) { return StringAt(element, "$patch") == "replace"; };
    if (std::any_of(patch.Begin(), patch.End(), replaces)) list.Clear();
    rapidjson::SizeType added = 0;
    for (const JsonValue& element : patch.GetArray()) {
      const rapidjson::SizeType before = list.Size();
      if (!replaces(element) && !MergeElement(list, element, field)) return false;
      if (list.Size() > before) ++added;
    }
    if (order != nullptr && order->IsArray()) OrderElements(list, *order, field.merge->patchKey, added);
    return true;
  }

  bool MergeElement(JsonValue& list, const JsonValue& element, const Field& field) {
    const std::string_view key = field.merge->patchKey;
    if (!key.empty() && Find(element, key) == nullptr) {
      return Refuse("map: " + GoText(element) + " does not contain declared merge key: " + std::string(key));
    }
    if (StringAt(element, "$patch") == "delete") {
      EraseElements(list, key, element);
      return true;
    }
    JsonValue* present = FindElement(list, key, element);
    if (!element.IsObject()) {
      if (present == nullptr) list.PushBack(JsonValue(element, allocator_), allocator_);
      return true;
    }
    if (present == nullptr) {
      list.PushBack(JsonValue(rapidjson::kObjectType), allocator_);
      present = list.End() - 1;
    }
    return MergeObject(*present, element, ElementType(field.type));
  }

  static bool DeleteFromList(JsonValue& target, std::string_view name, const JsonValue& values) {
    JsonValue* list = Find(target, name);
    if (list == nullptr || !list->IsArray() || !values.IsArray()) return true;
    for (const JsonValue& value : values.GetArray()) EraseElements(*list, "", value);
    return true;
  }

  /// An order for a list that the patch does not change otherwise.
  static bool OrderAlone(JsonValue& target, const JsonValue& patch, std::string_view name, const JsonValue& order,
                         const Type* type) {
    const Field* field = FieldOf(type, name);
    JsonValue* list = Find(target, name);
    if (Find(patch, name) != nullptr || !MergesItems(field) || list == nullptr || !list->IsArray() || !order.IsArray())
      return true;
    OrderElements(*list, order, field->merge->patchKey, 0);
    return true;
  }

  bool Refuse(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }

  JsonAllocator& allocator_;
  std::string reason_;
};

}  // namespace

std::optional<Failure> ApplyStrategicMergePatch(const codec::Type& type, Json& target, const JsonValue& patch) {
  Merger merger(target.GetAllocator());
  if (merger.MergeObject(target, patch, &type)) return std::nullopt;
  return merger.TakeFailure();
}

}  // namespace k8s::testkit::core
