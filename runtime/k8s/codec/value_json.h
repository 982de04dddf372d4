#pragma once

#include <string>

#include <k8s/codec/value.h>

namespace k8s::codec {

/// What ValueObject::ToJson() gives, behind what `out` has. After an error it is behind it in part.
Result<void> AppendJson(const ValueObject& object, std::string& out);

}  // namespace k8s::codec
