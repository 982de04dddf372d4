#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "generated/specification.h"
#include "generated/structs.h"
#include <gtest/gtest.h>

#include <k8s/api/apps/v1/deployment.h>
#include <k8s/api/apps/v1/replica_set.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/codec/describe.h>

// What a field is in C++, and when it is sent, follows from what it is in Go.
namespace k8s::test {
namespace {

using codec::Emit;
using codec::Field;
using codec::Kind;
using codec::Struct;
using codec::Type;

static_assert(std::is_same_v<decltype(corev1::PodSpec::nodeName), std::string>);
static_assert(std::is_same_v<decltype(corev1::PodSpec::hostNetwork), bool>);
static_assert(std::is_same_v<decltype(corev1::PodSpec::hostUsers), std::optional<bool>>);
static_assert(std::is_same_v<decltype(corev1::PodSpec::securityContext), Box<corev1::PodSecurityContext>>);
static_assert(std::is_same_v<decltype(corev1::Volume::emptyDir), Box<corev1::EmptyDirVolumeSource>>);
static_assert(std::is_same_v<decltype(corev1::Container::resources), corev1::ResourceRequirements>);
static_assert(std::is_same_v<decltype(corev1::ResourceRequirements::limits), std::map<std::string, Quantity>>);
static_assert(std::is_same_v<decltype(appsv1::DeploymentSpec::replicas), std::optional<std::int32_t>>);
static_assert(std::is_same_v<decltype(appsv1::DeploymentSpec::selector), metav1::LabelSelector>);
static_assert(std::is_same_v<decltype(appsv1::ReplicaSetStatus::replicas), std::int32_t>);
static_assert(std::is_same_v<decltype(metav1::ObjectMeta::creationTimestamp), Time>);
static_assert(std::is_same_v<decltype(metav1::ObjectMeta::deletionTimestamp), std::optional<Time>>);

// A field, as far as presence goes: "optional int32", "list string", sent always or only when there is something to send.
struct Presence {
  std::string shape;
  bool always = false;

  friend bool operator==(const Presence&, const Presence&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Presence& presence) {
    return out << presence.shape << (presence.always ? ", always sent" : ", sent when not empty");
  }
};

std::string ShapeOf(const Type& type) {
  static const std::map<Kind, std::string> kNames = {
      {Kind::kBool, "bool"},
      {Kind::kInt32, "int32"},
      {Kind::kInt64, "int64"},
      {Kind::kDouble, "float64"},
      {Kind::kString, "string"},
      {Kind::kBytes, "bytes"},
      {Kind::kTime, "Time"},
      {Kind::kMicroTime, "MicroTime"},
      {Kind::kDuration, "Duration"},
      {Kind::kQuantity, "Quantity"},
      {Kind::kIntOrString, "IntOrString"},
      {Kind::kRawJson, "raw"},
      {Kind::kOptional, "optional "},
      {Kind::kList, "list "},
      {Kind::kMap, "map "},
  };
  if (type.kind == Kind::kStruct) return std::string(type.structure->name);
  return kNames.at(type.kind) + (type.element == nullptr ? "" : ShapeOf(*type.element));
}

Presence PresenceOf(const Field& field) { return {ShapeOf(*field.type), field.emit == Emit::kAlways}; }

// A Go type, by the rules that give it a C++ type.
struct GoType {
  enum Sort { kScalar, kBytes, kOwnJson, kRaw, kStruct, kList, kMap, kPointer } sort;
  std::string shape;
};

GoType Resolve(std::string_view go);

GoType ResolveNamed(std::string_view name) {
  static const std::map<std::string_view, std::string> kOwnJson = {
      {"io.k8s.apimachinery.pkg.apis.meta.v1.Time", "Time"},
      {"io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", "MicroTime"},
      {"io.k8s.apimachinery.pkg.apis.meta.v1.Duration", "Duration"},
      {"io.k8s.apimachinery.pkg.api.resource.Quantity", "Quantity"},
      {"io.k8s.apimachinery.pkg.util.intstr.IntOrString", "IntOrString"}};
  static const std::set<std::string_view> kRaw = {"io.k8s.apimachinery.pkg.runtime.RawExtension",
                                                  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
                                                  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON"};
  if (const auto own = kOwnJson.find(name); own != kOwnJson.end()) return {GoType::kOwnJson, own->second};
  if (kRaw.contains(name)) return {GoType::kRaw, "raw"};
  const auto* known = Find(GoTypes(), name);
  if (known == nullptr) return {GoType::kScalar, std::string(name)};
  if (const auto* standsFor = Find(*known, "type")) return Resolve(TextOf(*standsFor));
  return {GoType::kStruct, std::string(name)};
}

GoType Resolve(std::string_view go) {
  if (go == "[]byte") return {GoType::kBytes, "bytes"};
  if (go.starts_with('*')) return {GoType::kPointer, Resolve(go.substr(1)).shape};
  if (go.starts_with("[]")) return {GoType::kList, "list " + Resolve(go.substr(2)).shape};
  if (go.starts_with("map[")) return {GoType::kMap, "map " + Resolve(go.substr(go.find(']') + 1)).shape};
  return ResolveNamed(go);
}

Presence ExpectedOfPointer(std::string_view go, bool required) {
  const GoType pointee = Resolve(go);
  if (pointee.sort == GoType::kRaw) return {pointee.shape, false};
  if (pointee.sort == GoType::kStruct && required) return {pointee.shape, true};
  return {"optional " + pointee.shape, false};
}

Presence Expected(std::string_view go, bool omitempty, bool required) {
  const GoType type = Resolve(go);
  switch (type.sort) {
    case GoType::kPointer: return ExpectedOfPointer(go.substr(1), required);
    case GoType::kRaw: return {type.shape, false};
    case GoType::kStruct:
    case GoType::kOwnJson: return {type.shape, required};
    default: return {type.shape, !omitempty};
  }
}

bool IsRequired(std::string_view definition, std::string_view property) {
  const auto* schema = Find(Swagger()["definitions"], definition);
  const auto* required = schema == nullptr ? nullptr : Find(*schema, "required");
  if (required == nullptr) return false;
  for (const auto& name : required->GetArray()) {
    if (TextOf(name) == property) return true;
  }
  return false;
}

const k8s_rapidjson::Value* FindFact(std::string_view definition, std::string_view property) {
  const auto* type = Find(GoTypes(), definition);
  const auto* fields = type == nullptr ? nullptr : Find(*type, "fields");
  if (fields == nullptr) return nullptr;
  for (const auto& field : fields->GetArray()) {
    const auto* name = Find(field, "json");
    if (name != nullptr && TextOf(*name) == property) return &field;
  }
  return nullptr;
}

TEST(PresenceTest, EveryFieldIsWhatGoHas) {
  int compared = 0;
  for (const Struct* structure : AllStructs()) {
    if (structure->shapeUnion) continue;  // has no JSON tags to go by
    for (const Field& field : structure->fields) {
      SCOPED_TRACE(std::string(structure->name) + "." + std::string(field.name));
      const auto* fact = FindFact(structure->name, field.name);
      ASSERT_NE(fact, nullptr);
      const auto* omitempty = Find(*fact, "omitempty");
      const bool required = IsRequired(structure->name, field.name);
      EXPECT_EQ(PresenceOf(field), Expected(TextOf((*fact)["type"]), omitempty != nullptr && omitempty->GetBool(), required));
      EXPECT_EQ(field.required, required);
      ++compared;
    }
  }
  EXPECT_GT(compared, 2500);
}

struct Row {
  const Struct& structure;
  std::string_view field;
  Presence presence;
};

// One row for each rule and each kind of value, from memory and not from the facts.
TEST(PresenceTest, FieldsThatEveryoneKnows) {
  const std::vector<Row> rows = {
      {Describe<corev1::PodSpec>(), "nodeName", {"string", false}},
      {Describe<corev1::PodSpec>(), "containers", {"list io.k8s.api.core.v1.Container", true}},
      {Describe<corev1::PodSpec>(), "hostUsers", {"optional bool", false}},
      {Describe<corev1::PodSpec>(), "nodeSelector", {"map string", false}},
      {Describe<corev1::PodSpec>(), "securityContext", {"optional io.k8s.api.core.v1.PodSecurityContext", false}},
      {Describe<corev1::Container>(), "name", {"string", true}},
      {Describe<corev1::Container>(), "tty", {"bool", false}},
      {Describe<corev1::Container>(), "resources", {"io.k8s.api.core.v1.ResourceRequirements", false}},
      {Describe<corev1::ContainerPort>(), "containerPort", {"int32", true}},
      {Describe<corev1::ContainerStatus>(), "ready", {"bool", true}},
      {Describe<corev1::ContainerStatus>(), "restartCount", {"int32", true}},
      {Describe<corev1::HTTPGetAction>(), "port", {"IntOrString", true}},
      {Describe<corev1::Volume>(), "emptyDir", {"optional io.k8s.api.core.v1.EmptyDirVolumeSource", false}},
      {Describe<corev1::EmptyDirVolumeSource>(), "sizeLimit", {"optional Quantity", false}},
      {Describe<corev1::Pod>(), "metadata", {"io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", false}},
      {Describe<corev1::Pod>(), "status", {"io.k8s.api.core.v1.PodStatus", false}},
      {Describe<metav1::ObjectMeta>(), "creationTimestamp", {"Time", false}},
      {Describe<metav1::ObjectMeta>(), "deletionTimestamp", {"optional Time", false}},
      {Describe<metav1::ManagedFieldsEntry>(), "fieldsV1", {"raw", false}},
      {Describe<appsv1::DeploymentSpec>(), "replicas", {"optional int32", false}},
      {Describe<appsv1::DeploymentSpec>(), "minReadySeconds", {"int32", false}},
      {Describe<appsv1::DeploymentSpec>(), "selector", {"io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector", true}},
      {Describe<appsv1::DeploymentSpec>(), "template", {"io.k8s.api.core.v1.PodTemplateSpec", true}},
      {Describe<appsv1::DeploymentCondition>(), "lastUpdateTime", {"Time", false}},
      {Describe<appsv1::ReplicaSetStatus>(), "replicas", {"int32", true}},
      {Describe<appsv1::ReplicaSetStatus>(), "readyReplicas", {"int32", false}},
      {Describe<appsv1::RollingUpdateDeployment>(), "maxSurge", {"optional IntOrString", false}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.structure.name) + "." + std::string(row.field));
    const Field* field = codec::FindField(row.structure, row.field);
    ASSERT_NE(field, nullptr);
    EXPECT_EQ(PresenceOf(*field), row.presence);
  }
}

}  // namespace
}  // namespace k8s::test
