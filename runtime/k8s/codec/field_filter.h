#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/codec/type.h>

namespace k8s {

namespace codec {

/// Which members of one struct are built. A walk over the tables carries it along and asks it at every field, by the index of
/// the field in Struct::fields.
class FieldChoices {
 public:
  /// All members of `structure`, or none.
  FieldChoices(const Struct& structure, bool all);

  bool Keeps(std::size_t field) const { return members_[field].kept; }

  /// What is kept of the structs in a member that is kept, however deep in optionals, lists and maps they lie; null: all of
  /// them.
  const FieldChoices* Below(std::size_t field) const { return members_[field].below.get(); }

  void Keep(std::size_t field);
  void Drop(std::size_t field);

  /// The choices of the structs in a member, to be changed. Until now there were none, or all, of their members.
  FieldChoices& Narrow(std::size_t field, const Struct& inside);

 private:
  struct Member {
    bool kept = false;
    std::unique_ptr<FieldChoices> below;
  };
  std::vector<Member> members_;
};

}  // namespace codec

/// What to build of an object that is read.
struct FieldFilterOptions {
  /// Without `metadata.managedFields`: often a third of an object's text, and of no use but to whoever applies.
  bool dropManagedFields = false;
  /// Only these fields, each with all that is below it: "metadata.name", "spec.containers[*].image", "metadata.labels". `[*]`
  /// stands behind a list or a map and means each of its elements. Empty: all fields.
  std::vector<std::string> keep = {};
};

/// What to build of the objects of a type, worked out once for many of them. Decoders check all the same what it drops.
///
/// Of a list (a kind with `items` that are kinds) the options are about its items: the same paths serve a list, a get and a
/// watch. The list's own metadata is kept whole. `apiVersion` and `kind` are no fields: they are always checked.
///
/// Go has nothing like it; informers there drop fields of whole objects with a transform.
///
/// Thread safety: as a value that never changes; copies share it.
class FieldFilter {
 public:
  /// Keeps everything, of any type.
  FieldFilter() = default;

  /// kInvalidArgument: a path that is not one of the type, which is named.
  static Result<FieldFilter> Compile(const codec::Type& type, const FieldFilterOptions& options);

  template <class T>
  static Result<FieldFilter> For(const FieldFilterOptions& options) {
    return Compile(T::kType, options);
  }

  /// The struct it is for; null if it keeps everything, of any type.
  const codec::Struct* Structure() const { return structure_; }

  /// What is kept of that struct; null: everything.
  const codec::FieldChoices* Root() const { return root_.get(); }

 private:
  const codec::Struct* structure_ = nullptr;
  std::shared_ptr<const codec::FieldChoices> root_;
};

}  // namespace k8s
