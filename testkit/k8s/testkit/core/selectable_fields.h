#pragma once

#include <string>
#include <string_view>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// A field by which objects of some resource can be selected.
struct SelectableField {
  std::string_view path;         ///< "spec.nodeName"
  std::string_view absent = {};  ///< the value of an object that does not have it
};

/// Null when the real server does not select objects of that resource by that field.
const SelectableField* FindSelectableField(const ApiResource& resource, std::string_view path);

/// Whether the objects can be selected by more than their metadata.
bool HasSelectableFieldsOfItsOwn(const ApiResource& resource);

/// The field's value in an object, as a selector spells it.
std::string TextAt(const JsonValue& object, const SelectableField& field);

}  // namespace k8s::testkit::core
