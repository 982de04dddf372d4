#include <optional>
#include <string>
#include <string_view>

#include "benches.h"

#include <k8s/api/core/v1/pod_list.h>
#include <k8s/codec/json.h>

namespace k8s::bench {
namespace {

const Metric kObjectsPerSecond = {"objects_per_second", "json", "objects/s"};

std::string ReadList(const Arguments& arguments) {
  if (arguments.size() != 1) throw Failure("expected one argument, the file with the list of pods");
  return ReadFile(arguments[0]);
}

corev1::PodList DecodeList(std::string_view text) {
  Result<corev1::PodList> list = FromJson<corev1::PodList>(text);
  if (!list) throw Failure(list.error().ToString());
  if (list->items.empty()) throw Failure("the list has no pods");
  return *std::move(list);
}

std::string EncodeList(const corev1::PodList& list) {
  Result<std::string> text = ToJson(list);
  if (!text) throw Failure(text.error().ToString());
  return *std::move(text);
}

}  // namespace

void Decode(const Effort& effort, const Arguments& arguments) {
  const std::string text = ReadList(arguments);

  const std::optional<double> before = LiveHeap();
  std::optional<corev1::PodList> list = DecodeList(text);
  const auto count = static_cast<double>(list->items.size());
  Report({"objects", "json", "objects"}, count);
  if (before) Report({"heap_per_object", "json", "bytes"}, (*LiveHeap() - *before) / count);

  Measure(effort, kObjectsPerSecond, count, [&] {
    list.reset();
    return Seconds([&] { list = DecodeList(text); });
  });
}

void Encode(const Effort& effort, const Arguments& arguments) {
  const corev1::PodList list = DecodeList(ReadList(arguments));

  const std::size_t size = EncodeList(list).size();
  Report({"encoded_bytes", "json", "bytes"}, static_cast<double>(size));

  Measure(effort, kObjectsPerSecond, static_cast<double>(list.items.size()), [&] {
    std::string text;
    const double seconds = Seconds([&] { text = EncodeList(list); });
    if (text.size() != size) throw Failure("the same list was encoded in another size");
    return seconds;
  });
}

}  // namespace k8s::bench
