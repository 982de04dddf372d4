#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/custom/schema.h>
#include <k8s/testkit/core/selectable_field.h>

namespace k8s::testkit::core {

/// Where a scale is in an object: paths of names, without the dot in front.
struct ScalePaths {
  std::string specReplicas;
  std::string statusReplicas;
  std::string selector;  ///< empty: there is none
};

/// A column of a table for people.
struct PrinterColumn {
  std::string name;
  std::string type;
  std::string format;
  std::string description;
  std::string path;
  std::int64_t priority = 0;
};

/// One version of what a CustomResourceDefinition defines: a resource, and what the tables of generated ones cannot tell.
class CustomResource {
 public:
  /// What the definition is made with.
  struct Known {
    const codec::Type* metadata = nullptr;  ///< of every object
    const codec::Type* scale = nullptr;     ///< null: there is no scale
  };

  /// Of an element of `spec.versions`; both are copied. The definition was checked before.
  CustomResource(const JsonValue& definition, const JsonValue& version, const Known& known);
  CustomResource(const CustomResource&) = delete;
  CustomResource& operator=(const CustomResource&) = delete;

  const ApiResource& Resource() const { return resource_; }
  const Schema& Root() const { return root_; }
  /// The schema as it was defined.
  const JsonValue& Defined() const;
  const codec::Type& Metadata() const { return *metadata_; }
  const std::string& Singular() const { return singular_; }
  const std::vector<std::string_view>& ShortNames() const { return short_names_; }
  const std::vector<std::string_view>& Categories() const { return categories_; }
  const std::optional<ScalePaths>& Scale() const { return scale_; }
  const std::vector<SelectableField>& SelectableFields() const { return selectable_fields_; }
  const std::vector<PrinterColumn>& Columns() const { return columns_; }
  /// What to warn those of who use this version; empty if nothing.
  const std::string& Deprecation() const { return deprecation_; }

  /// Brings an object as it is stored, perhaps through another version, into the form of this one.
  Json Read(const JsonValue& stored) const;

 private:
  void ReadNames(const JsonValue& definition);
  void ReadSubresources(const Known& known);
  void ReadPresentation();
  void DescribeTypes();

  Json definition_;
  Json version_;
  const codec::Type* metadata_;
  Schema root_;
  std::string singular_;
  std::vector<std::string_view> short_names_;
  std::vector<std::string_view> categories_;
  std::optional<ScalePaths> scale_;
  std::vector<SelectableField> selectable_fields_;
  std::vector<PrinterColumn> columns_;
  std::string deprecation_;

  std::string name_;       ///< of its definition in OpenAPI documents
  std::string list_name_;  ///< of that of its list
  codec::ApiKind kind_;
  codec::ApiKind list_kind_;
  std::array<codec::Field, 1> fields_;
  codec::Struct structure_;
  codec::Struct list_structure_;
  codec::Type type_;
  codec::Type list_type_;
  std::vector<codec::ApiSubresource> subresources_;
  ApiResource resource_;
};

}  // namespace k8s::testkit::core
