#pragma once

#include <span>
#include <string>
#include <string_view>

#include <k8s/codec/value.h>

/// Texts that are equal where the server takes two elements of a list for the same.
namespace k8s::codec {

/// Of an element of `x-kubernetes-list-type: set`: 1 is not 1.0, but in a list or an object.
std::string IdentityOf(const Value& value);

/// Of an element of `x-kubernetes-list-type: map`, by its keys: one that is missing is another than null.
std::string KeysOf(std::span<const std::string_view> keys, const Value& element);

}  // namespace k8s::codec
