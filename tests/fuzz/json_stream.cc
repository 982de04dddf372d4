#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/check.h"

#include <k8s/codec/json_reader.h>
#include <k8s/codec/json_stream_splitter.h>

// The same parts come out of a stream wherever it is cut, and a list of which all parts are JSON is JSON.
namespace {

using k8s::codec::JsonReader;
using k8s::codec::JsonStreamPart;
using k8s::codec::JsonStreamSplitter;

struct Outcome {
  std::vector<std::string> parts;
  std::string error;
  bool isComplete = false;
  bool areJson = true;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

bool IsJson(std::string_view text) {
  JsonReader reader(text, JsonReader::kDepthLimit);
  return reader.Skip() && reader.ReadEnd();
}

void Collect(JsonStreamSplitter& splitter, Outcome& outcome) {
  while (true) {
    const auto part = splitter.Next();
    if (!part) outcome.error = part.error().Message();
    if (!part || !part->has_value()) return;
    const JsonStreamPart& found = **part;
    for (const std::string_view text : {found.object, found.envelope}) {
      outcome.parts.emplace_back(text);
      outcome.areJson = outcome.areJson && (text.empty() || IsJson(text));
    }
  }
}

Outcome Split(bool isList, std::string_view text, std::size_t cut) {
  JsonStreamSplitter splitter = isList ? JsonStreamSplitter::ForList() : JsonStreamSplitter::ForWatch();
  Outcome outcome;
  for (const std::string_view piece : {text.substr(0, cut), text.substr(cut)}) {
    splitter.Feed(piece);
    Collect(splitter, outcome);
  }
  outcome.isComplete = splitter.IsComplete();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const bool isList = data[0] % 2 == 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const Outcome whole = Split(isList, text, text.size());
  K8S_FUZZ_CHECK(Split(isList, text, std::min<std::size_t>(data[1], text.size())) == whole);
  K8S_FUZZ_CHECK(!whole.isComplete || whole.error.empty());
  if (isList && whole.isComplete && whole.areJson) K8S_FUZZ_CHECK(IsJson(text));
  return 0;
}
