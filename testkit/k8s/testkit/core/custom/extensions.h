#pragma once

#include <string_view>

/// What schemas of definitions have besides JSON Schema.
namespace k8s::testkit::core::extension {

inline constexpr std::string_view kPreserve = "x-kubernetes-preserve-unknown-fields";
inline constexpr std::string_view kIntOrString = "x-kubernetes-int-or-string";
inline constexpr std::string_view kEmbedded = "x-kubernetes-embedded-resource";
inline constexpr std::string_view kListType = "x-kubernetes-list-type";
inline constexpr std::string_view kListKeys = "x-kubernetes-list-map-keys";
inline constexpr std::string_view kMapType = "x-kubernetes-map-type";
inline constexpr std::string_view kRules = "x-kubernetes-validations";

}  // namespace k8s::testkit::core::extension
