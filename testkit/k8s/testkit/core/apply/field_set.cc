#include <utility>

#include <k8s/testkit/core/apply/field_set.h>

namespace k8s::testkit::core {
namespace {

constexpr std::string_view kSelf = ".";

bool IsKnownStep(std::string_view step) {
  return step.starts_with("f:") || step.starts_with("k:") || step.starts_with("v:") || step.starts_with("i:");
}

/// `[name="app",port=80]`
std::string KeysForPeople(std::string_view json) {
  const auto keys = ParseJson(json);
  if (!keys || !keys->IsObject()) return "[" + std::string(json) + "]";
  std::string text = "[";
  for (const JsonMember& key : MembersOf(std::as_const(*keys))) {
    if (text.size() > 1) text += ',';
    text.append(TextOf(key.name)).append("=").append(WriteJson(key.value));
  }
  return text + "]";
}

}  // namespace

std::string StepForPeople(std::string_view step) {
  const std::string_view rest = step.substr(2);
  switch (step.front()) {
    case 'f': return "." + std::string(rest);
    case 'k': return KeysForPeople(rest);
    case 'v': return "[=" + std::string(rest) + "]";
    default: return "[" + std::string(rest) + "]";
  }
}

std::string MemberStep(std::string_view name) { return "f:" + std::string(name); }

std::optional<std::string_view> MemberNameOf(std::string_view step) {
  if (!step.starts_with("f:")) return std::nullopt;
  return step.substr(2);
}

FieldSet FieldSet::FromJson(const JsonValue& fields) {
  FieldSet set;
  if (!fields.IsObject()) return set;
  for (const JsonMember& field : MembersOf(fields)) {
    const std::string_view step = TextOf(field.name);
    if (step == kSelf) set.member_ = true;
    if (!IsKnownStep(step)) continue;
    FieldSet below = FromJson(field.value);
    if (below.Empty()) below.member_ = true;
    set.children_.insert_or_assign(std::string(step), std::move(below));
  }
  return set;
}

JsonValue FieldSet::ToJson(JsonAllocator& allocator) const {
  JsonValue fields(rapidjson::kObjectType);
  const auto add = [&](std::string_view step, JsonValue below) {
    fields.AddMember(MakeString(step, allocator), below, allocator);
  };
  if (member_ && !children_.empty()) add(kSelf, JsonValue(rapidjson::kObjectType));
  for (const auto& [step, below] : children_) add(step, below.ToJson(allocator));
  return fields;
}

const FieldSet* FieldSet::Find(std::string_view step) const {
  const auto found = children_.find(step);
  return found == children_.end() ? nullptr : &found->second;
}

void FieldSet::Put(std::string step, FieldSet below) {
  if (!below.Empty()) children_.insert_or_assign(std::move(step), std::move(below));
}

void FieldSet::Erase(std::string_view step) {
  const auto found = children_.find(step);
  if (found != children_.end()) children_.erase(found);
}

FieldSet FieldSet::Union(const FieldSet& other) const {
  FieldSet both = *this;
  both.member_ = member_ || other.member_;
  for (const auto& [step, below] : other.children_) {
    const FieldSet* mine = Find(step);
    both.Put(step, mine == nullptr ? below : mine->Union(below));
  }
  return both;
}

FieldSet FieldSet::Intersection(const FieldSet& other) const {
  FieldSet common;
  common.member_ = member_ && other.member_;
  for (const auto& [step, below] : children_) {
    if (const FieldSet* theirs = other.Find(step)) common.Put(step, below.Intersection(*theirs));
  }
  return common;
}

FieldSet FieldSet::Difference(const FieldSet& other) const {
  FieldSet rest;
  rest.member_ = member_ && !other.member_;
  for (const auto& [step, below] : children_) {
    const FieldSet* theirs = other.Find(step);
    rest.Put(step, theirs == nullptr ? below : below.Difference(*theirs));
  }
  return rest;
}

/// The places of one level come before what is below them.
void FieldSet::Visit(const std::string& path, const std::function<void(const std::string& path)>& visit) const {
  for (const auto& [step, below] : children_) {
    if (below.member_) visit(path + StepForPeople(step));
  }
  for (const auto& [step, below] : children_) below.Visit(path + StepForPeople(step), visit);
}

}  // namespace k8s::testkit::core
