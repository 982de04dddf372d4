#pragma once

#include <cstddef>
#include <string_view>

namespace k8s::testkit::core {

/// The place of a group in discovery, from 0; groups of one place are in the order of their names. A client that finds a word
/// in several groups takes the first.
std::size_t PlaceOf(std::string_view group);

}  // namespace k8s::testkit::core
