#include <fmt/format.h>

#include <k8s/codec/filter_of.h>

namespace k8s::codec {

Result<FieldFilter> FilterOf(const Type& type, const FieldFilter& ready, const FieldFilterOptions& chosen) {
  const Struct* structure = ready.Structure();
  if (structure == nullptr) return FieldFilter::Compile(type, chosen);
  if (structure == type.structure) return ready;
  return Error(ErrorCode::kInvalidArgument, fmt::format("a filter for {} where {} is read", structure->name,
                                                        type.structure == nullptr ? "another type" : type.structure->name));
}

}  // namespace k8s::codec
