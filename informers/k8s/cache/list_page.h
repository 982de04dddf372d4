#pragma once

#include <functional>
#include <string_view>

#include <k8s/api/meta/v1/list_meta.h>
#include <k8s/base/result.h>
#include <k8s/codec/resource.h>

namespace k8s::internal {

/// Cuts the answer to a list, in JSON or in protobuf, into its objects, of which there is never more than one besides the text:
/// calls `visit` for each, and returns the metadata of the list. kDecode: it is none.
Result<metav1::ListMeta> CutListPage(std::string_view body, const codec::ApiResource& resource,
                                     const std::function<void(std::string_view object)>& visit);

}  // namespace k8s::internal
