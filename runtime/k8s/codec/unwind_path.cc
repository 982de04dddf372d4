#include <algorithm>

#include <fmt/format.h>

#include <k8s/base/ascii.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/meta/quoted.h>

namespace k8s::codec {
namespace {

bool IsIdentifier(std::string_view name) {
  constexpr std::size_t kLongest = 80;  // a sender may choose it: no megabytes of a message
  return !name.empty() && name.size() <= kLongest &&
         std::all_of(name.begin(), name.end(), [](char c) { return k8s::internal::IsLetterOrDigit(c) || c == '_'; });
}

}  // namespace

void UnwindPath::Member(std::string_view name) {
  parts_.push_back(IsIdentifier(name) ? fmt::format(".{}", name) : fmt::format("[{}]", internal::Quoted(name)));
}

void UnwindPath::Element(std::size_t index) { parts_.push_back(fmt::format("[{}]", index)); }

std::string UnwindPath::ToString() const {
  std::string text;
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) text += *part;
  return text.starts_with('.') ? text.substr(1) : text;
}

}  // namespace k8s::codec
