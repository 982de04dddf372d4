#include <k8s/dynamic/untyped_watch.h>

namespace k8s::internal {

Result<Unstructured> ReadEvent(std::string_view text, const Unstructured*) { return Unstructured::FromJson(text); }

Result<PartialObjectMetadata> ReadEvent(std::string_view text, const PartialObjectMetadata*) { return ReadMetadata(text); }

}  // namespace k8s::internal
