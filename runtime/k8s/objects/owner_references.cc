#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <k8s/objects/owner_references.h>

namespace k8s {
namespace {

using metav1::ObjectMeta;
using metav1::OwnerReference;

std::string_view GroupOf(std::string_view apiVersion) {
  const std::size_t slash = apiVersion.find('/');
  return slash == std::string_view::npos ? std::string_view() : apiVersion.substr(0, slash);
}

std::string Named(const OwnerReference& owner) { return fmt::format("{} \"{}\"", owner.kind, owner.name); }

Result<void> CheckNamespaces(const OwnerReference& reference, const ObjectMeta& owner, const ObjectMeta& object) {
  if (owner.namespace_.empty() || owner.namespace_ == object.namespace_) return {};
  const std::string where = object.namespace_.empty() ? "has none" : fmt::format("is in \"{}\"", object.namespace_);
  return Error(ErrorCode::kInvalidArgument, fmt::format("{} in namespace \"{}\" cannot own \"{}\", which {}", Named(reference),
                                                        owner.namespace_, object.name, where));
}

template <class References>
auto Find(References& references, const OwnerReference& wanted) {
  return std::find_if(references.begin(), references.end(),
                      [&wanted](const OwnerReference& each) { return RefersToSame(each, wanted); });
}

void Upsert(OwnerReference reference, std::vector<OwnerReference>& references) {
  const auto existing = Find(references, reference);
  if (existing == references.end()) {
    references.push_back(std::move(reference));
  } else {
    *existing = std::move(reference);
  }
}

}  // namespace

const OwnerReference* GetControllerOf(const ObjectMeta& metadata) {
  const auto& references = metadata.ownerReferences;
  const auto controller = std::find_if(references.begin(), references.end(),
                                       [](const OwnerReference& each) { return each.controller.value_or(false); });
  return controller == references.end() ? nullptr : &*controller;
}

bool RefersToSame(const OwnerReference& a, const OwnerReference& b) {
  return GroupOf(a.apiVersion) == GroupOf(b.apiVersion) && a.kind == b.kind && a.name == b.name;
}

bool IsAlreadyOwned(const Error& error) { return error.Code() == ErrorCode::kAlreadyExists && error.HttpStatus() == 0; }

namespace internal {

OwnerReference MakeOwnerReference(const codec::ApiKind& kind, const ObjectMeta& owner) {
  OwnerReference reference;
  reference.apiVersion = kind.ApiVersion();
  reference.kind = kind.kind;
  reference.name = owner.name;
  reference.uid = owner.uid;
  return reference;
}

Result<void> AddOwner(const codec::ApiKind& kind, const ObjectMeta& owner, ObjectMeta& object,
                      const OwnerReferenceOptions& options) {
  OwnerReference reference = MakeOwnerReference(kind, owner);
  reference.blockOwnerDeletion = options.blockOwnerDeletion;
  if (Result<void> allowed = CheckNamespaces(reference, owner, object); !allowed) return allowed;
  Upsert(std::move(reference), object.ownerReferences);
  return {};
}

Result<void> AddController(const codec::ApiKind& kind, const ObjectMeta& owner, ObjectMeta& object,
                           const OwnerReferenceOptions& options) {
  OwnerReference reference = MakeOwnerReference(kind, owner);
  reference.controller = true;
  reference.blockOwnerDeletion = options.blockOwnerDeletion.value_or(true);
  if (Result<void> allowed = CheckNamespaces(reference, owner, object); !allowed) return allowed;
  const OwnerReference* existing = GetControllerOf(object);
  if (existing != nullptr && !RefersToSame(*existing, reference)) {
    return Error(ErrorCode::kAlreadyExists,
                 fmt::format("{} cannot control \"{}\", which {} controls", Named(reference), object.name, Named(*existing)));
  }
  Upsert(std::move(reference), object.ownerReferences);
  return {};
}

Result<void> RemoveOwner(const codec::ApiKind& kind, const ObjectMeta& owner, ObjectMeta& object) {
  const OwnerReference reference = MakeOwnerReference(kind, owner);
  const auto existing = Find(object.ownerReferences, reference);
  if (existing == object.ownerReferences.end()) {
    return Error(ErrorCode::kNotFound, fmt::format("{} does not own \"{}\"", Named(reference), object.name));
  }
  object.ownerReferences.erase(existing);
  return {};
}

bool HasOwner(const codec::ApiKind& kind, const ObjectMeta& owner, const ObjectMeta& object) {
  return Find(object.ownerReferences, MakeOwnerReference(kind, owner)) != object.ownerReferences.end();
}

}  // namespace internal
}  // namespace k8s
