#pragma once

#include <memory>

#include <k8s/rest/pipeline_call.h>
#include <k8s/transport/transport.h>

namespace k8s::internal {

/// A transport that sends requests through `inner` by the rules of PipelineCall. Its Futures are fulfilled on the executor of
/// `parts`, or at once. A call under way keeps `inner` alive, and ends with it, not with the pipeline.
std::shared_ptr<Transport> MakePipeline(std::shared_ptr<Transport> inner, PipelineParts parts);

}  // namespace k8s::internal
