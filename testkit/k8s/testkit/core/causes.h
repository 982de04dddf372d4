#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/testkit/core/failure.h>

namespace k8s::testkit::core {

/// Collects what is wrong with an object, in the words of the real server. Values are given as they are shown: see Quoted().
class Causes {
 public:
  void Required(std::string field, std::string_view why = {});
  void Forbidden(std::string field, std::string_view why);
  void Invalid(std::string field, std::string_view value, std::string_view why);
  void Unsupported(std::string field, std::string_view value, std::span<const std::string_view> supported);
  void Duplicate(std::string field, std::string_view value);
  void TooLong(std::string field, std::int64_t most);
  void TooMany(std::string field, std::size_t count, std::int64_t most);
  void Add(std::string reason, std::string message, std::string field);
  void Append(std::vector<Cause> causes);

  bool Empty() const { return causes_.empty(); }
  std::size_t Count() const { return causes_.size(); }
  std::vector<Cause> Take() { return std::move(causes_); }
  /// The same, in the order of their texts.
  std::vector<Cause> TakeSorted();

 private:
  std::vector<Cause> causes_;
};

}  // namespace k8s::testkit::core
