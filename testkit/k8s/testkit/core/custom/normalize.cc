#include <algorithm>
#include <iterator>
#include <utility>

#include <k8s/testkit/core/conform.h>
#include <k8s/testkit/core/custom/normalize.h>
#include <k8s/testkit/core/field_path.h>

namespace k8s::testkit::core {
namespace {

/// More complaints than that help nobody.
constexpr std::size_t kMaxUnknown = 100;

class Pruning {
 public:
  Pruning(const codec::Type& metadata, JsonAllocator& allocator) : metadata_(metadata), allocator_(allocator) {}

  void Visit(const Schema& schema, JsonValue& value, const std::string& path, bool isObject) {
    if (value.IsObject()) VisitMembers(schema, value, path, isObject || schema.embedded);
    if (!value.IsArray() || schema.items == nullptr) return;
    for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
      Visit(*schema.items, value[i], Item(path, i), false);
    }
  }

  Outcome<std::vector<std::string>> Take() {
    if (failure_) return *failure_;
    std::sort(unknown_.begin(), unknown_.end());
    std::move(in_metadata_.begin(), in_metadata_.end(), std::back_inserter(unknown_));
    return std::move(unknown_);
  }

 private:
  void VisitMembers(const Schema& schema, JsonValue& object, const std::string& path, bool isObject) {
    std::vector<std::string> dropped;
    for (JsonMember& member : MembersOf(object)) {
      const std::string_view name = TextOf(member.name);
      const std::string below = Below(path, name);
      if (isObject && name == "metadata") {
        VisitMetadata(member.value, below);
      } else if (isObject && IsObjectMember(name)) {
        continue;
      } else if (const Schema* known = schema.Member(name)) {
        Visit(*known, member.value, below, false);
      } else if (!schema.Admits(name)) {
        dropped.emplace_back(name);
        if (unknown_.size() < kMaxUnknown) unknown_.push_back(below);
      }
    }
    for (const std::string& name : dropped) Remove(object, name);
  }

  void VisitMetadata(JsonValue& value, const std::string& path) {
    const auto unknown = Conform(metadata_, value, allocator_);
    if (!unknown) {
      failure_ = unknown.failure();
      return;
    }
    for (const std::string& field : *unknown) in_metadata_.push_back(path + "." + field);
  }

  const codec::Type& metadata_;
  JsonAllocator& allocator_;
  std::vector<std::string> unknown_;
  std::vector<std::string> in_metadata_;
  std::optional<Failure> failure_;
};

void DropNulls(const Schema& schema, JsonValue& object) {
  std::vector<std::string> dropped;
  for (const JsonMember& member : MembersOf(object)) {
    const Schema* known = schema.Member(TextOf(member.name));
    if (member.value.IsNull() && known != nullptr && !known->nullable && !known->type.empty()) {
      dropped.emplace_back(TextOf(member.name));
    }
  }
  for (const std::string& name : dropped) Remove(object, name);
}

}  // namespace

Outcome<std::vector<std::string>> PruneUnknown(const Schema& schema, const codec::Type& metadata, Json& object) {
  Pruning pruning(metadata, object.GetAllocator());
  pruning.Visit(schema, object, "", true);
  return pruning.Take();
}

void FillDefaults(const Schema& schema, JsonValue& value, JsonAllocator& allocator) {
  if (value.IsArray() && schema.items != nullptr) {
    for (JsonValue& item : value.GetArray()) FillDefaults(*schema.items, item, allocator);
  }
  if (!value.IsObject()) return;
  DropNulls(schema, value);
  for (const auto& [name, property] : schema.properties) {
    if (property.defaultValue != nullptr && Find(value, name) == nullptr) {
      Set(value, name, JsonValue(*property.defaultValue, allocator), allocator);
    }
  }
  for (JsonMember& member : MembersOf(value)) {
    if (const Schema* known = schema.Member(TextOf(member.name))) FillDefaults(*known, member.value, allocator);
  }
}

}  // namespace k8s::testkit::core
