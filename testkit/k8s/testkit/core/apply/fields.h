#pragma once

#include <optional>

#include <k8s/testkit/core/apply/field_set.h>
#include <k8s/testkit/core/apply/shape.h>

/// What server-side apply does with values: each is a walk over one or two of them and their shape.
namespace k8s::testkit::core {

/// The places that somebody owns who applies `value`.
FieldSet FieldsOf(const Shape& shape, const JsonValue& value);

/// What differs between two values. No place is in two of the sets.
struct Comparison {
  FieldSet added;
  FieldSet modified;
  FieldSet removed;
};
Comparison Compare(const Shape& shape, const JsonValue& before, const JsonValue& after);

/// `live` with all that `config` says: what it says of lists that are merged item by item comes into its order.
JsonValue Merged(const Shape& shape, const JsonValue& live, const JsonValue& config, JsonAllocator& allocator);

/// `value` without the places of `fields`. What is left empty becomes null.
JsonValue Without(const Shape& shape, const JsonValue& value, const FieldSet& fields, JsonAllocator& allocator);

/// `fields`, and the members of structs on the way to them.
FieldSet WithNamedParents(const Shape& shape, const FieldSet& fields);

}  // namespace k8s::testkit::core
