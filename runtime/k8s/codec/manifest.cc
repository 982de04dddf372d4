#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include <k8s/codec/json_place.h>
#include <k8s/codec/json_reader.h>
#include <k8s/codec/manifest.h>
#include <k8s/codec/yaml_document.h>
#include <k8s/codec/yaml_reader.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

using codec::JsonReader;
using codec::JsonShape;
using codec::MemoryBudget;
using codec::Type;
using codec::YamlDocument;

// What must be known of an object before it is read.
struct Head {
  std::string apiVersion;
  std::string kind;
  std::string name;
  std::optional<std::string_view> items;  // of a list
};

bool ReadText(JsonReader& reader, std::string& text) {
  return reader.Peek() == JsonShape::kString ? reader.ReadString(text) : reader.Skip();
}

bool ReadName(JsonReader& reader, std::string& name) {
  if (reader.Peek() != JsonShape::kObject) return reader.Skip();
  if (!reader.EnterObject()) return false;
  std::string_view key;
  while (reader.NextMember(key)) {
    if (!(key == "name" ? ReadText(reader, name) : reader.Skip())) return false;
  }
  return !reader.Failed();
}

bool ReadMember(JsonReader& reader, std::string_view key, Head& head) {
  if (key == "apiVersion") return ReadText(reader, head.apiVersion);
  if (key == "kind") return ReadText(reader, head.kind);
  if (key == "metadata") return ReadName(reader, head.name);
  if (key == "items" && reader.Peek() == JsonShape::kArray) return reader.ReadRaw(head.items.emplace());
  return reader.Skip();
}

// Nothing, if the text is no object.
std::optional<Head> HeadOf(std::string_view json) {
  JsonReader reader(json, JsonReader::kDepthLimit);
  if (reader.Peek() != JsonShape::kObject || !reader.EnterObject()) return std::nullopt;
  Head head;
  std::string_view key;
  while (reader.NextMember(key)) {
    if (!ReadMember(reader, key, head)) return std::nullopt;
  }
  if (reader.Failed()) return std::nullopt;
  return head;
}

std::string NameOf(const Head& head) {
  const std::string kind = fmt::format("{} {}", head.apiVersion, head.kind);
  return head.name.empty() ? kind : fmt::format("{} {}", kind, internal::Quoted(head.name));
}

Result<void> ReadUntyped(std::string_view json, ManifestObject& object) {
  Result<Value> value = Value::FromJson(json);
  if (!value) return value.error();
  object.value = std::move(*value);
  // What an item of a list left out is what the list said.
  ValueObject& members = *object.value.AsObject();
  members.Set("apiVersion", object.apiVersion);
  members.Set("kind", object.kind);
  return {};
}

// Reads the objects of one document.
class DocumentReader {
 public:
  DocumentReader(const YamlDocument& document, std::size_t number, std::span<const Type* const> kinds,
                 const YamlReadOptions& options, MemoryBudget& budget, std::vector<ManifestObject>& objects)
      : document_(document), number_(number), kinds_(kinds), options_(options), budget_(budget), objects_(objects) {}

  Result<void> Read() { return ReadObject(document_.json, nullptr); }

 private:
  Result<void> ReadObject(std::string_view json, const Head* list);
  Result<void> ReadItems(const Head& list);
  Result<void> ReadTyped(std::string_view json, const Type& type, ManifestObject& object) const;

  const Type* FindKind(const Head& head) const;
  std::size_t LineOf(std::string_view json) const { return document_.LineAt(OffsetOf(json)); }
  std::size_t OffsetOf(std::string_view json) const { return static_cast<std::size_t>(json.data() - document_.json.data()); }
  Error Missing(std::string_view json, std::string_view what) const;

  const YamlDocument& document_;
  std::size_t number_;
  std::span<const Type* const> kinds_;
  const YamlReadOptions& options_;
  MemoryBudget& budget_;  // of all documents together
  std::vector<ManifestObject>& objects_;
  std::size_t list_depth_ = 0;
};

// An item of a PodList is a Pod, if it does not say otherwise.
void CompleteFrom(const Head& list, Head& item) {
  constexpr std::string_view kSuffix = "List";
  if (!item.kind.empty() || list.kind == kSuffix || !list.kind.ends_with(kSuffix)) return;
  item.kind = list.kind.substr(0, list.kind.size() - kSuffix.size());
  if (item.apiVersion.empty()) item.apiVersion = list.apiVersion;
}

Result<void> DocumentReader::ReadObject(std::string_view json, const Head* list) {
  std::optional<Head> head = HeadOf(json);
  if (!head) return Missing(json, "not an object");
  if (list != nullptr) CompleteFrom(*list, *head);
  if (head->apiVersion.empty()) return Missing(json, "no apiVersion");
  if (head->kind.empty()) return Missing(json, "no kind");
  if (head->items) return ReadItems(*head);

  ManifestObject object = {
      .apiVersion = head->apiVersion, .kind = head->kind, .type = FindKind(*head), .document = number_, .line = LineOf(json)};
  const Result<void> read = object.type != nullptr ? ReadTyped(json, *object.type, object) : ReadUntyped(json, object);
  if (!read) return read.error().WithContext(NameOf(*head));
  objects_.push_back(std::move(object));
  return {};
}

Result<void> DocumentReader::ReadItems(const Head& list) {
  constexpr std::size_t kMaxListDepth = 8;  // each goes over the text of those within once more
  if (list_depth_ == kMaxListDepth) return Error(ErrorCode::kDecode, fmt::format("{} in too many lists", NameOf(list)));
  ++list_depth_;
  JsonReader reader(*list.items, JsonReader::kDepthLimit);
  reader.EnterArray();
  for (std::size_t index = 0; reader.NextElement(); ++index) {
    std::string_view item;
    reader.ReadRaw(item);
    if (Result<void> read = ReadObject(item, &list); !read) {
      return read.error().WithContext(fmt::format("{} items[{}]", NameOf(list), index));
    }
  }
  --list_depth_;
  return {};
}

Result<void> DocumentReader::ReadTyped(std::string_view json, const Type& type, ManifestObject& object) const {
  if (!budget_.Take(type.size + sizeof(ManifestObject))) return Error(ErrorCode::kDecode, MemoryBudget::kExceeded);
  object.object = type.structure->make();
  const JsonReadOptions options = {
      .maxBytes = json.size(), .maxDepth = JsonReader::kDepthLimit, .rejectUnknownFields = options_.rejectUnknownFields};
  const std::size_t begin = OffsetOf(json);
  const auto describe = [this, begin](std::size_t offset) { return fmt::format("line {}", document_.LineAt(begin + offset)); };
  return codec::ReadJson(json, type, object.object.get(), options, describe, budget_);
}

const Type* DocumentReader::FindKind(const Head& head) const {
  const std::size_t slash = head.apiVersion.find('/');
  const std::string_view apiVersion = head.apiVersion;
  const std::string_view group = slash == std::string_view::npos ? std::string_view() : apiVersion.substr(0, slash);
  const std::string_view version = slash == std::string_view::npos ? apiVersion : apiVersion.substr(slash + 1);
  const codec::ApiKind wanted = {group, version, head.kind};
  const auto kind = std::find_if(kinds_.begin(), kinds_.end(), [&wanted](const Type* type) {
    return type->structure->kind != nullptr && *type->structure->kind == wanted;
  });
  return kind == kinds_.end() ? nullptr : *kind;
}

Error DocumentReader::Missing(std::string_view json, std::string_view what) const {
  return Error(ErrorCode::kDecode, fmt::format("{} at line {}", what, LineOf(json)));
}

Result<void> AppendDocument(const ManifestObject& object, const JsonWriteOptions& options, std::string& text) {
  if (object.type != nullptr) return codec::WriteYaml(*object.type, object.object.get(), text, options);
  const Result<std::string> yaml = object.value.ToJson().and_then([](std::string&& json) { return codec::JsonToYaml(json); });
  if (!yaml) return yaml.error();
  text += *yaml;
  return {};
}

}  // namespace

Result<std::vector<ManifestObject>> FromManifest(std::string_view text, std::span<const Type* const> kinds,
                                                 const YamlReadOptions& options) {
  Result<codec::YamlReader> reader = codec::YamlReader::Create(text, options);
  if (!reader) return reader.error();
  std::vector<ManifestObject> objects;
  MemoryBudget budget(text.size());
  for (std::size_t number = 1;; ++number) {
    YamlDocument document;
    const Result<bool> next = reader->Next(document);
    if (!next) return next.error().WithContext(fmt::format("document {}", number));
    if (!*next) return objects;
    if (document.json == "null") continue;
    if (Result<void> read = DocumentReader(document, number, kinds, options, budget, objects).Read(); !read) {
      return read.error().WithContext(fmt::format("document {} (line {})", number, document.line));
    }
  }
}

Result<std::string> ToManifest(std::span<const ManifestObject> objects, const JsonWriteOptions& options) {
  std::string text;
  for (const ManifestObject& object : objects) {
    if (!text.empty()) text += "---\n";
    if (Result<void> written = AppendDocument(object, options, text); !written) {
      return written.error().WithContext(fmt::format("{} {}", object.apiVersion, object.kind));
    }
  }
  return text;
}

}  // namespace k8s
