#pragma once

#include <string>
#include <string_view>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/selectable_field.h>

namespace k8s::testkit::core {

/// Null when the real server does not select objects of that resource by that field.
const SelectableField* FindSelectableField(const ApiResource& resource, std::string_view label);

/// What the real server says to a selector with a field that it does not know.
Failure NotSelectable(const ApiResource& resource, const std::string& label);

/// The field's value in an object, as a selector spells it.
std::string TextAt(const JsonValue& object, const SelectableField& field);

}  // namespace k8s::testkit::core
