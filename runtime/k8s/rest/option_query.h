#pragma once

#include <string_view>

#include <k8s/api/meta/v1/delete_options.h>
#include <k8s/base/result.h>
#include <k8s/rest/options.h>
#include <k8s/rest/url.h>

/// The options of the verbs as a server takes them. What is not set is not sent. What a server would refuse in any case is
/// kInvalidArgument, with the name of the option.
namespace k8s::internal {

Result<Query> QueryOf(const GetOptions& options);
Result<Query> ListQueryOf(const ListOptions& options);
Result<Query> WatchQueryOf(const ListOptions& options);
Result<Query> QueryOf(const CreateOptions& options);
Result<Query> QueryOf(const UpdateOptions& options);
/// `contentType`: that of the patch.
Result<Query> QueryOf(const PatchOptions& options, std::string_view contentType);
Result<Query> QueryOf(const ApplyOptions& options);

/// The options of a delete go into its body.
metav1::DeleteOptions BodyOf(const DeleteOptions& options);

}  // namespace k8s::internal
