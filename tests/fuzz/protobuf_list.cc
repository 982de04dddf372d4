#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/check.h"

#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/protobuf_list.h>

// The same items come out of a stream wherever it is cut, all in envelopes; what is around them is in one that is as long as
// the stream without them, but for lengths.
namespace {

struct Outcome {
  std::vector<std::string> parts;
  std::string error;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome Split(std::string_view stream, std::size_t cut) {
  k8s::ProtobufListSplitter splitter;
  Outcome outcome;
  for (const std::string_view piece : {stream.substr(0, cut), stream.substr(cut)}) {
    splitter.Feed(piece);
    auto item = splitter.Next();
    for (; item && item->has_value(); item = splitter.Next()) outcome.parts.emplace_back(**item);
  }
  const k8s::Result<std::string_view> end = splitter.End();
  if (end) {
    outcome.parts.emplace_back(*end);
  } else {
    outcome.error = end.error().Message();
  }
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = Split(stream, stream.size());
  K8S_FUZZ_CHECK(Split(stream, std::min<std::size_t>(data[0], stream.size())) == whole);
  std::size_t bytes = 0;
  for (const std::string& part : whole.parts) {
    K8S_FUZZ_CHECK(k8s::IsProtobufEnvelope(part));
    bytes += part.size() - 4;
  }
  constexpr std::size_t kHeader = 11;  // of a list: its tag, and the longest length
  K8S_FUZZ_CHECK(bytes <= stream.size() + kHeader);
  if (whole.error.empty()) K8S_FUZZ_CHECK(bytes + 4 + kHeader >= stream.size());
  return 0;
}
