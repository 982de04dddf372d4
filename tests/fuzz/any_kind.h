#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <k8s/api/registry.h>
#include <k8s/codec/type.h>

namespace k8s::fuzz {

/// What a fuzzer of typed values reads: two bytes that choose a kind, and the text behind them.
struct TypedInput {
  const codec::Type* type = nullptr;
  std::string_view text;

  static TypedInput Of(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return {};
    const std::size_t choice = data[0] * std::size_t{256} + data[1];
    const auto kinds = Kinds();
    return {kinds[choice % kinds.size()], std::string_view(reinterpret_cast<const char*>(data) + 2, size - 2)};
  }
};

}  // namespace k8s::fuzz
