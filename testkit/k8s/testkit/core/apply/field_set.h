#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// A set of places in an object: a tree whose edges are the steps of FieldsV1. A step is `f:` and the name of a member, `k:`
/// and the keys of an item as JSON, or `v:` and an item of a set as JSON. Each node tells whether the place it stands for is in
/// the set itself; a node without that and without children does not stay.
class FieldSet {
 public:
  using Children = std::map<std::string, FieldSet, std::less<>>;

  /// Of `fieldsV1`. Steps of an unknown sort are left out, as the real server does.
  static FieldSet FromJson(const JsonValue& fields);
  JsonValue ToJson(JsonAllocator& allocator) const;

  bool Empty() const { return !member_ && children_.empty(); }
  /// Whether the place itself is in the set.
  bool IsMember() const { return member_; }
  void SetMember(bool member) { member_ = member; }
  const Children& Below() const { return children_; }
  /// Null where the set has nothing at or below that step.
  const FieldSet* Find(std::string_view step) const;
  void Put(std::string step, FieldSet below);
  void Erase(std::string_view step);

  FieldSet Union(const FieldSet& other) const;
  FieldSet Intersection(const FieldSet& other) const;
  /// Without the places of `other`; what lies below them stays.
  FieldSet Difference(const FieldSet& other) const;

  /// Calls `visit` with each place as messages spell it: `.spec.containers[name="app"].image`.
  void ForEachPath(const std::function<void(const std::string& path)>& visit) const { Visit({}, visit); }

 private:
  void Visit(const std::string& path, const std::function<void(const std::string& path)>& visit) const;

  bool member_ = false;
  Children children_;
};

std::string MemberStep(std::string_view name);
/// The name that a step names, or nothing if it leads to an item.
std::optional<std::string_view> MemberNameOf(std::string_view step);
/// A step as messages spell it: `.spec`, `[name="app"]`, `[="a"]`.
std::string StepForPeople(std::string_view step);

}  // namespace k8s::testkit::core
