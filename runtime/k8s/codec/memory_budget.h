#pragma once

#include <cstddef>

namespace k8s::codec {

/// How much memory a decoder takes for structs, beside what is as long as the input: two bytes, `{}`, become a struct of
/// kilobytes, and a list of them would take a thousand times its text. Objects of the API take about as much as their text.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t inputBytes) : left_(kOfAnyInput + kPerByte * inputBytes) {}

  /// False if it is exceeded.
  bool Take(std::size_t bytes) {
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }

  static constexpr const char* kExceeded = "more small values than there may be memory for";

 private:
  static constexpr std::size_t kOfAnyInput = std::size_t{256} << 20;
  static constexpr std::size_t kPerByte = 16;

  std::size_t left_;
};

}  // namespace k8s::codec
