#include <optional>
#include <string>
#include <string_view>

#include "benches.h"

#include <k8s/api/core/v1/pod_list.h>
#include <k8s/codec/json.h>
#include <k8s/codec/protobuf.h>

namespace k8s::bench {
namespace {

struct Format {
  std::string name;
  Result<corev1::PodList> (*read)(std::string_view bytes);
  Result<std::string> (*write)(const corev1::PodList& list);

  corev1::PodList Decode(std::string_view bytes) const {
    Result<corev1::PodList> list = read(bytes);
    if (!list) throw Failure(list.error().ToString());
    if (list->items.empty()) throw Failure("the list has no pods");
    return *std::move(list);
  }

  std::string Encode(const corev1::PodList& list) const {
    Result<std::string> bytes = write(list);
    if (!bytes) throw Failure(bytes.error().ToString());
    return *std::move(bytes);
  }
};

const Format kJson = {"json", [](std::string_view bytes) { return FromJson<corev1::PodList>(bytes); },
                      [](const corev1::PodList& list) { return ToJson(list); }};
// As an informer reads that does not keep who set which field.
const Format kJsonUnmanaged = {
    "json-unmanaged", [](std::string_view bytes) { return FromJson<corev1::PodList>(bytes, {.dropManagedFields = true}); },
    kJson.write};
const Format kProtobuf = {"protobuf", [](std::string_view bytes) { return FromProtobuf<corev1::PodList>(bytes); },
                          [](const corev1::PodList& list) { return ToProtobuf(list); }};
const Format kProtobufUnmanaged = {
    "protobuf-unmanaged",
    [](std::string_view bytes) { return FromProtobuf<corev1::PodList>(bytes, {.dropManagedFields = true}); }, kProtobuf.write};

std::string ReadList(const Arguments& arguments) {
  if (arguments.size() != 1) throw Failure("expected one argument, the file with the list of pods");
  return ReadFile(arguments[0]);
}

void Decode(const Effort& effort, const Format& format, const std::string& bytes) {
  const std::optional<double> before = LiveHeap();
  std::optional<corev1::PodList> list = format.Decode(bytes);
  const auto count = static_cast<double>(list->items.size());
  Report({"objects", format.name, "objects"}, count);
  if (before) Report({"heap_per_object", format.name, "bytes"}, (*LiveHeap() - *before) / count);

  Measure(effort, {"objects_per_second", format.name, "objects/s"}, count, [&] {
    list.reset();
    return Seconds([&] { list = format.Decode(bytes); });
  });
}

void Encode(const Effort& effort, const Format& format, const corev1::PodList& list) {
  const std::size_t size = format.Encode(list).size();
  Report({"encoded_bytes", format.name, "bytes"}, static_cast<double>(size));

  Measure(effort, {"objects_per_second", format.name, "objects/s"}, static_cast<double>(list.items.size()), [&] {
    std::string bytes;
    const double seconds = Seconds([&] { bytes = format.Encode(list); });
    if (bytes.size() != size) throw Failure("the same list was encoded in another size");
    return seconds;
  });
}

}  // namespace

void Decode(const Effort& effort, const Arguments& arguments) {
  const std::string text = ReadList(arguments);
  Decode(effort, kJson, text);
  Decode(effort, kJsonUnmanaged, text);
  const std::string bytes = kProtobuf.Encode(kJson.Decode(text));
  Decode(effort, kProtobuf, bytes);
  Decode(effort, kProtobufUnmanaged, bytes);
}

void Encode(const Effort& effort, const Arguments& arguments) {
  const corev1::PodList list = kJson.Decode(ReadList(arguments));
  Encode(effort, kJson, list);
  Encode(effort, kProtobuf, list);
}

}  // namespace k8s::bench
