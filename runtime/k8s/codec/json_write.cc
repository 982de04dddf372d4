#include <cstddef>
#include <string>

#include <k8s/codec/encoder.h>
#include <k8s/codec/json.h>
#include <k8s/codec/json_reader.h>
#include <k8s/codec/json_writer.h>
#include <k8s/meta/raw_json.h>

namespace k8s::codec {
namespace {

class TextWriter : public JsonWriter {
 public:
  explicit TextWriter(std::string& out) : JsonWriter(out), out_(out) {}

  bool AddRaw(const RawJson& raw) {
    if (!raw.IsChecked()) {
      JsonReader reader(raw.text(), JsonReader::kDepthLimit);
      if (!reader.Skip() || !reader.ReadEnd()) return false;
    }
    Raw(raw.text());
    return true;
  }
  std::size_t Size() const { return out_.size(); }
  void Reserve(std::size_t size) { out_.reserve(size); }

 private:
  std::string& out_;
};

}  // namespace

Result<void> WriteJson(const Type& type, const void* value, std::string& out, const JsonWriteOptions& options) {
  const std::size_t before = out.size();
  TextWriter writer(out);
  Result<void> written = Encode(type, value, options, writer);
  if (!written) out.resize(before);
  return written;
}

}  // namespace k8s::codec
