#include <algorithm>
#include <utility>

#include <k8s/testkit/core/apply/scale_books.h>

namespace k8s::testkit::core {
namespace {

constexpr std::string_view kApiVersionOfScale = "autoscaling/v1";

/// The place at a path of names.
FieldSet PlaceAt(std::string_view path) {
  FieldSet place;
  if (path.empty()) {
    place.SetMember(true);
    return place;
  }
  const std::size_t dot = path.find('.');
  place.Put(MemberStep(path.substr(0, dot)),
            PlaceAt(dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1)));
  return place;
}

/// The version tells updates apart, and is another one in a Scale.
bool IsSameBeside(const Manager& parent, const Manager& scale) {
  return parent.name == scale.name && parent.applies == scale.applies && parent.subresource == scale.subresource;
}

bool HasManager(const ManagedFields& scale, const Manager& manager) {
  return std::any_of(scale.begin(), scale.end(),
                     [&](const ManagedEntry& entry) { return IsSameBeside(manager, entry.manager); });
}

}  // namespace

ScaleBooks::ScaleBooks(ManagedFields parent, std::string_view path, std::string apiVersion)
    : parent_(std::move(parent)), replicas_(PlaceAt(path)), api_version_(std::move(apiVersion)) {}

bool ScaleBooks::OwnsReplicas(const ManagedEntry& entry) const { return !entry.fields.Intersection(replicas_).Empty(); }

ManagedFields ScaleBooks::OfScale() const {
  ManagedFields scale;
  for (const ManagedEntry& entry : parent_) {
    if (!OwnsReplicas(entry)) continue;
    ManagedEntry& added = scale.emplace_back(ManagedEntry{.manager = entry.manager, .time = entry.time});
    added.manager.apiVersion = kApiVersionOfScale;
    added.fields = PlaceAt("spec.replicas");
  }
  return scale;
}

ManagedFields ScaleBooks::OfParent(const ManagedFields& scale) const {
  ManagedFields parent = parent_;
  for (ManagedEntry& entry : parent) {
    if (!HasManager(scale, entry.manager)) entry.fields = entry.fields.Difference(replicas_);
  }
  std::erase_if(parent, [](const ManagedEntry& entry) { return entry.fields.Empty(); });
  const FieldSet inScale = PlaceAt("spec.replicas");
  for (const ManagedEntry& entry : scale) {
    const bool owns = !entry.fields.Intersection(inScale).Empty();
    if (!owns || HasManager(parent, entry.manager)) continue;
    // The real server gives it no time either.
    ManagedEntry& added = parent.emplace_back(ManagedEntry{.manager = entry.manager, .fields = replicas_});
    added.manager.apiVersion = api_version_;
  }
  return parent;
}

}  // namespace k8s::testkit::core
