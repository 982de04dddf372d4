#pragma once

#include <string>
#include <string_view>

#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// A value as Go prints one that it knows nothing of: `map[name:web ports:[80 443]]`.
std::string GoText(const JsonValue& value);

/// A text in quotes.
std::string Quoted(std::string_view text);

}  // namespace k8s::testkit::core
