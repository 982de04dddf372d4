#include <optional>
#include <string>
#include <string_view>

#include "benches.h"

#include <k8s/dynamic/unstructured_list.h>

namespace k8s::bench {
namespace {

UnstructuredList Parse(std::string_view text) {
  Result<UnstructuredList> list = UnstructuredList::FromJson(text);
  if (!list) throw Failure(list.error().ToString());
  if (list->items.empty()) throw Failure("the list has no objects");
  return *std::move(list);
}

std::string Write(const UnstructuredList& list) {
  Result<std::string> text = list.ToJson();
  if (!text) throw Failure(text.error().ToString());
  return *std::move(text);
}

}  // namespace

void Unstructured(const Effort& effort, const Arguments& arguments) {
  if (arguments.size() != 1) throw Failure("expected one argument, the file with the list of pods");
  const std::string text = ReadFile(arguments[0]);

  const std::optional<double> before = LiveHeap();
  std::optional<UnstructuredList> list = Parse(text);
  const auto count = static_cast<double>(list->items.size());
  Report({"objects", "parse", "objects"}, count);
  if (before) Report({"heap_per_object", "parse", "bytes"}, (*LiveHeap() - *before) / count);
  Measure(effort, {"objects_per_second", "parse", "objects/s"}, count, [&] {
    list.reset();
    return Seconds([&] { list = Parse(text); });
  });

  const std::size_t size = Write(*list).size();
  Report({"encoded_bytes", "write", "bytes"}, static_cast<double>(size));
  Measure(effort, {"objects_per_second", "write", "objects/s"}, count, [&] {
    std::string written;
    const double seconds = Seconds([&] { written = Write(*list); });
    if (written.size() != size) throw Failure("the same list was written in another size");
    return seconds;
  });
}

}  // namespace k8s::bench
