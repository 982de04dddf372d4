#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/codec/json.h>
#include <k8s/codec/memory_budget.h>

namespace k8s::codec {

/// Says where a byte of a text is: "byte 3127"; of JSON that was made of something else, where that was.
using DescribeOffset = std::function<std::string(std::size_t offset)>;

/// ReadJson(), with errors that tell the place by `describe`, and memory from a budget that other texts may share.
Result<void> ReadJson(std::string_view text, const Type& type, void* out, const JsonReadOptions& options,
                      const DescribeOffset& describe, MemoryBudget& budget);

}  // namespace k8s::codec
