#pragma once

#include <compare>
#include <string>
#include <string_view>

#include <k8s/base/result.h>

/// The words by which the API names what it serves. The core group is the empty one. All are plain values: as keys of maps, in
/// any order of their parts.
namespace k8s {

/// One version of a group: what stands in `apiVersion`.
struct GroupVersion {
  std::string group = {};
  std::string version = {};

  /// "apps/v1"; "v1" of the core group.
  std::string ToString() const;
  /// kInvalidArgument: more than one slash, or no version.
  static Result<GroupVersion> Parse(std::string_view apiVersion);

  friend bool operator==(const GroupVersion&, const GroupVersion&) = default;
  friend auto operator<=>(const GroupVersion&, const GroupVersion&) = default;
};

/// A resource in whatever version.
struct GroupResource {
  std::string group = {};
  std::string resource = {};  ///< Its plural name: "deployments"

  /// "deployments.apps"; "pods" of the core group.
  std::string ToString() const;

  friend bool operator==(const GroupResource&, const GroupResource&) = default;
  friend auto operator<=>(const GroupResource&, const GroupResource&) = default;
};

/// A kind in whatever version.
struct GroupKind {
  std::string group = {};
  std::string kind = {};

  /// "Deployment.apps"; "Pod" of the core group.
  std::string ToString() const;

  friend bool operator==(const GroupKind&, const GroupKind&) = default;
  friend auto operator<=>(const GroupKind&, const GroupKind&) = default;
};

/// A resource as requests name it.
struct GroupVersionResource {
  std::string group = {};
  std::string version = {};
  std::string resource = {};

  k8s::GroupVersion GroupVersion() const { return {group, version}; }
  k8s::GroupResource GroupResource() const { return {group, resource}; }
  /// "deployments.v1.apps"; "pods.v1." of the core group.
  std::string ToString() const;

  friend bool operator==(const GroupVersionResource&, const GroupVersionResource&) = default;
  friend auto operator<=>(const GroupVersionResource&, const GroupVersionResource&) = default;
};

/// A kind as objects name it.
struct GroupVersionKind {
  std::string group = {};
  std::string version = {};
  std::string kind = {};

  k8s::GroupVersion GroupVersion() const { return {group, version}; }
  k8s::GroupKind GroupKind() const { return {group, kind}; }
  /// "Deployment.v1.apps"; "Pod.v1." of the core group.
  std::string ToString() const;
  /// Of an object's two members. kInvalidArgument: as GroupVersion::Parse().
  static Result<GroupVersionKind> Parse(std::string_view apiVersion, std::string_view kind);

  friend bool operator==(const GroupVersionKind&, const GroupVersionKind&) = default;
  friend auto operator<=>(const GroupVersionKind&, const GroupVersionKind&) = default;
};

}  // namespace k8s
