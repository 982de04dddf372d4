#include <algorithm>

#include <k8s/codec/yaml_input.h>

namespace k8s::codec {
namespace {

// Those of YAML 1.2, section 5.3.
bool IsIndicator(char c) {
  constexpr std::string_view kIndicators = "-?:,[]{}#&*!|>'\"%@`";
  return kIndicators.find(c) != std::string_view::npos;
}

}  // namespace

YamlInput::int_type YamlInput::underflow() {
  constexpr std::size_t kChunk = 4096;
  const std::string_view chunk = text_.substr(offset_, kChunk);
  indicators_ += static_cast<std::size_t>(std::count_if(chunk.begin(), chunk.end(), IsIndicator));
  is_cut_off_ = is_cut_off_ || indicators_ > kLookAhead;
  if (is_cut_off_ || chunk.empty()) return traits_type::eof();
  offset_ += chunk.size();
  char* begin = const_cast<char*>(chunk.data());  // nothing writes into what is only read
  setg(begin, begin, begin + chunk.size());
  return traits_type::to_int_type(*begin);
}

}  // namespace k8s::codec
