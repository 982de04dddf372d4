#pragma once

#include <string_view>

namespace k8s::testkit::core {

/// Whether a text is what the `format` of its schema says, as the real server takes it; true for formats that are not known.
bool HasFormat(std::string_view format, std::string_view text);

}  // namespace k8s::testkit::core
