#include <utility>

#include <fmt/format.h>

#include <k8s/codec/json_place.h>
#include <k8s/codec/json_reader.h>
#include <k8s/codec/yaml.h>
#include <k8s/codec/yaml_document.h>
#include <k8s/codec/yaml_reader.h>
#include <k8s/codec/yaml_writer.h>

namespace k8s::codec {
namespace {

// The depth of our own documents.
constexpr std::size_t kMaxDepth = 256;

Result<YamlDocument> OnlyDocument(std::string_view text, const YamlReadOptions& options) {
  Result<YamlReader> reader = YamlReader::Create(text, options);
  if (!reader) return reader.error();
  YamlDocument document;
  const Result<bool> first = reader->Next(document);
  if (!first) return first.error();
  YamlDocument another;
  const Result<bool> second = reader->Next(another);
  if (!second) return second.error();
  if (!*second || another.json == "null") return document;
  return Error(ErrorCode::kDecode, fmt::format("line {}: a second document", another.line));
}

}  // namespace

Result<std::string> YamlToJson(std::string_view text, const YamlReadOptions& options) {
  return OnlyDocument(text, options).transform([](YamlDocument&& document) { return std::move(document.json); });
}

Result<std::string> JsonToYaml(std::string_view json) {
  std::string yaml;
  JsonReader reader(json, kMaxDepth);
  if (YamlWriter(yaml).Write(reader) && reader.ReadEnd()) return yaml;
  return Error(ErrorCode::kDecode, fmt::format("{} at byte {}", reader.Message(), reader.Offset()));
}

Result<void> ReadYaml(std::string_view text, const Type& type, void* out, const YamlReadOptions& options) {
  const Result<YamlDocument> document = OnlyDocument(text, options);
  if (!document) return document.error();
  const JsonReadOptions jsonOptions = {.maxBytes = document->json.size(),
                                       .maxDepth = JsonReader::kDepthLimit,
                                       .rejectUnknownFields = options.rejectUnknownFields};
  const auto describe = [&document](std::size_t offset) { return fmt::format("line {}", document->LineAt(offset)); };
  MemoryBudget budget(text.size());
  return ReadJson(document->json, type, out, jsonOptions, describe, budget);
}

Result<void> WriteYaml(const Type& type, const void* value, std::string& out, const JsonWriteOptions& options) {
  std::string json;
  if (Result<void> written = WriteJson(type, value, json, options); !written) return written;
  const Result<std::string> yaml = JsonToYaml(json);
  if (!yaml) return yaml.error();
  out += *yaml;
  return {};
}

}  // namespace k8s::codec
