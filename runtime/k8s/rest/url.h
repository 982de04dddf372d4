#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/base/result.h>

namespace k8s {

/// Name and value of the members of a query, in their order, not yet encoded.
using Query = std::vector<std::pair<std::string, std::string>>;

/// Percent-encodes all but RFC 3986's unreserved characters.
std::string PercentEncode(std::string_view text);

/// The reverse. A percent sign that is not followed by two hexadecimal digits stays.
std::string PercentDecode(std::string_view text);

/// One segment of a path. Errors: kInvalidArgument for what a server could not route: nothing, ".", "..", a slash, a percent
/// sign. `what` names it in the error: "name".
Result<std::string> PathSegment(std::string_view text, std::string_view what);

/// "/a/b", of "a/b" or "/a/b": each segment as PathSegment() makes it, and a slash at the end if there
/// is one. "" of an empty path.
Result<std::string> RelativePath(std::string_view path, std::string_view what);

/// "" of an empty query, else "?a=b&c=d".
std::string QueryString(const Query& query);

}  // namespace k8s
