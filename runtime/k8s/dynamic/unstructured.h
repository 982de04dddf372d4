#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/api/meta/v1/owner_reference.h>
#include <k8s/base/result.h>
#include <k8s/codec/describe.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_convert.h>
#include <k8s/codec/yaml.h>
#include <k8s/meta/object_key.h>
#include <k8s/meta/time.h>

namespace k8s {

/// An API object without a type: of a kind that this program was not compiled with, or with fields that are newer than it. What
/// `unstructured.Unstructured` is in Go: nothing that was read is lost, and keys keep their order.
///
/// A path is written as in error messages: `spec.template.spec.containers[0].image`, and a name that has a point or a bracket
/// in quotes, `metadata.labels["app.kubernetes.io/name"]`.
///
/// Thread safety: as a value.
class Unstructured {
 public:
  /// An object without members.
  Unstructured() = default;
  explicit Unstructured(ValueObject content) : content_(std::move(content)) {}

  /// Errors: kDecode, with the JSON path and the byte; also for a text that is no object.
  static Result<Unstructured> FromJson(std::string_view json, const ValueReadOptions& options = {});
  /// Errors: kInvalidArgument, with the path, as Value::ToJson().
  Result<std::string> ToJson() const;

  /// From the one document of a YAML text, as kubectl reads it. Errors: kDecode, as codec::YamlToJson() gives them.
  static Result<Unstructured> FromYaml(std::string_view yaml, const YamlReadOptions& options = {});
  /// Errors: as ToJson().
  Result<std::string> ToYaml() const;

  /// A typed object, by the rules of ToJson(), without the text.
  template <class T>
  static Result<Unstructured> From(const T& object) {
    return ToValue(object).transform([](Value&& value) { return Unstructured(std::move(*value.AsObject())); });
  }
  /// As a typed object, by the rules of FromJson(), without the text. Errors: kDecode, with the path.
  template <class T>
  Result<T> As(const FromValueOptions& options = {}) const {
    Result<T> object{T()};
    if (Result<void> read = codec::ReadValue(content_, Describe<T>(), &*object, options); !read) return read.error();
    return object;
  }

  /// All of it.
  ValueObject& Content() { return content_; }
  const ValueObject& Content() const { return content_; }

  // The value at a path. Errors: kNotFound when there is none; kDecode when it, or what the path leads through, is something
  // else; kInvalidArgument for a path that is none. Each error names the place. What is pointed to is valid until the object
  // changes.

  Result<const Value*> Get(std::string_view path) const;
  Result<bool> GetBool(std::string_view path) const;
  Result<std::int64_t> GetInt(std::string_view path) const;
  /// Any number.
  Result<double> GetDouble(std::string_view path) const;
  Result<std::string_view> GetString(std::string_view path) const;
  Result<const ValueList*> GetList(std::string_view path) const;
  Result<const ValueObject*> GetObject(std::string_view path) const;

  /// Puts a value at a path, with the objects on the way to it; the index behind the last element of a list appends one.
  ///
  /// Errors: kDecode when the path leads through something that is no object or list, kNotFound for an index further behind,
  /// kInvalidArgument for a path that is none. Then nothing is changed.
  Result<void> Set(std::string_view path, Value value);
  /// Removes the member or element at a path; false when there is none. Errors: as Set().
  Result<bool> Remove(std::string_view path);

  // What every object has. As in Go, what is absent or of another type is empty; setting something empty removes it. A setter
  // replaces what stands in its way.

  std::string ApiVersion() const { return TextAt("apiVersion"); }
  void SetApiVersion(std::string_view apiVersion) { SetText("apiVersion", apiVersion); }
  std::string Kind() const { return TextAt("kind"); }
  void SetKind(std::string_view kind) { SetText("kind", kind); }

  std::string Name() const { return MetadataText("name"); }
  void SetName(std::string_view name) { SetMetadataText("name", name); }
  std::string GenerateName() const { return MetadataText("generateName"); }
  void SetGenerateName(std::string_view prefix) { SetMetadataText("generateName", prefix); }
  std::string Namespace() const { return MetadataText("namespace"); }
  void SetNamespace(std::string_view name) { SetMetadataText("namespace", name); }
  std::string Uid() const { return MetadataText("uid"); }
  void SetUid(std::string_view uid) { SetMetadataText("uid", uid); }
  std::string ResourceVersion() const { return MetadataText("resourceVersion"); }
  void SetResourceVersion(std::string_view version) { SetMetadataText("resourceVersion", version); }
  std::int64_t Generation() const;
  void SetGeneration(std::int64_t generation);

  std::map<std::string, std::string> Labels() const { return TextsByKey("labels"); }
  void SetLabels(const std::map<std::string, std::string>& labels) { SetTextsByKey("labels", labels); }
  std::map<std::string, std::string> Annotations() const { return TextsByKey("annotations"); }
  void SetAnnotations(const std::map<std::string, std::string>& texts) { SetTextsByKey("annotations", texts); }
  std::vector<std::string> Finalizers() const;
  void SetFinalizers(const std::vector<std::string>& finalizers);
  std::vector<metav1::OwnerReference> OwnerReferences() const;
  /// Errors: kInvalidArgument for a text that is not UTF-8; then nothing is changed.
  Result<void> SetOwnerReferences(const std::vector<metav1::OwnerReference>& owners);

  /// The zero time when there is none.
  Time CreationTimestamp() const { return TimeAt("creationTimestamp").value_or(Time()); }
  void SetCreationTimestamp(const Time& time) { SetTime("creationTimestamp", time); }
  std::optional<Time> DeletionTimestamp() const { return TimeAt("deletionTimestamp"); }
  void SetDeletionTimestamp(const std::optional<Time>& time) { SetTime("deletionTimestamp", time.value_or(Time())); }

  /// Whether both have the same content, in whatever order.
  friend bool operator==(const Unstructured& a, const Unstructured& b) = default;

 private:
  std::string TextAt(std::string_view key) const;
  void SetText(std::string_view key, std::string_view text);
  std::string MetadataText(std::string_view key) const;
  void SetMetadataText(std::string_view key, std::string_view text);
  const Value* MetadataAt(std::string_view key) const;
  void SetMetadata(std::string_view key, Value value);
  void RemoveMetadata(std::string_view key);
  std::map<std::string, std::string> TextsByKey(std::string_view key) const;
  void SetTextsByKey(std::string_view key, const std::map<std::string, std::string>& texts);
  std::optional<Time> TimeAt(std::string_view key) const;
  void SetTime(std::string_view key, const Time& time);

  ValueObject content_;
};

/// The key of an object without a type.
inline ObjectKey KeyOf(const Unstructured& object) { return {.namespace_ = object.Namespace(), .name = object.Name()}; }

}  // namespace k8s
