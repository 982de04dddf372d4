#include <cstddef>
#include <utility>

#include <k8s/codec/encoder.h>
#include <k8s/codec/value_builder.h>
#include <k8s/codec/value_convert.h>
#include <k8s/meta/raw_json.h>

namespace k8s::codec {
namespace {

class TreeWriter : public ValueBuilder {
 public:
  bool AddRaw(const RawJson& raw) {
    Result<Value> value = Value::FromJson(raw.text());
    if (!value) return false;
    Add(*std::move(value));
    return true;
  }
  // A tree takes its room container by container.
  static std::size_t Size() { return 0; }
  static void Reserve(std::size_t) {}
};

}  // namespace

Result<Value> WriteValue(const Type& type, const void* value, const JsonWriteOptions& options) {
  TreeWriter writer;
  if (Result<void> written = Encode(type, value, options, writer); !written) return written.error();
  return writer.Take();
}

}  // namespace k8s::codec
