#include <exception>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <k8s/cache/object_decoder.h>
#include <k8s/codec/json_reader.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/dynamic/partial_object_metadata.h>

namespace k8s::internal {
namespace {

using codec::JsonReader;

// Of an object that cannot be read as what it should be: what its metadata says, if that much is JSON.
ObjectKey KeyInJson(std::string_view text) {
  JsonReader reader(text, JsonReader::kDepthLimit);
  ObjectKey found;
  std::string_view key;
  if (!reader.EnterObject()) return found;
  while (reader.NextMember(key)) {
    if (key != "metadata" || reader.Peek() != codec::JsonShape::kObject || !reader.EnterObject()) {
      reader.Skip();
      continue;
    }
    while (reader.NextMember(key)) {
      std::string* wanted = key == "name" ? &found.name : key == "namespace" ? &found.namespace_ : nullptr;
      wanted != nullptr&& reader.Peek() == codec::JsonShape::kString ? reader.ReadString(*wanted) : reader.Skip();
    }
  }
  return found;
}

// The metadata of an object is in the same place whatever its kind.
ObjectKey KeyInProtobuf(std::string_view bytes) {
  const Result<PartialObjectMetadata> object = ReadMetadata(bytes);
  return object ? KeyOf(*object) : ObjectKey();
}

Result<void> Transformed(const ObjectTransform& transform, void* object) {
  if (!transform) return {};
  try {
    return transform(object);
  } catch (const std::exception& exception) {
    return Error(ErrorCode::kInternal, fmt::format("an exception left the transform: {}", exception.what()));
  } catch (...) {
    return Error(ErrorCode::kInternal, "an exception of an unknown type left the transform");
  }
}

Stored Record(ObjectKey key, ObjectVersion version, std::shared_ptr<const void> object, std::size_t bytes,
              ObjectPacker* packer) {
  if (packer == nullptr) {
    return std::make_shared<const StoredObject>(std::move(key), std::move(version), std::move(object), bytes);
  }
  return std::make_shared<const StoredObject>(std::move(key), std::move(version), packer->Pack(std::move(object)));
}

}  // namespace

Result<DecodedObject> DecodeObject(std::string_view text, const ObjectKind& kind, const ObjectTreatment& treatment,
                                   const ItemKind& itemKind) {
  const auto named = [&](const Error& error, const ObjectKey& key) {
    return error.WithContext(fmt::format("leaving {} \"{}\" out of the cache", kind.Name(), key.ToString()));
  };
  Result<std::shared_ptr<void>> read = kind.Form().Read(text, treatment.filter);
  if (!read) return named(read.error(), IsProtobufEnvelope(text) ? KeyInProtobuf(text) : KeyInJson(text));
  std::shared_ptr<void> object = *std::move(read);
  kind.Form().NameKind(object.get(), itemKind);
  ObjectKey key = kind.KeyOf(object.get());
  if (key.name.empty()) return named(Error(ErrorCode::kDecode, "an object without a name"), key);
  ObjectVersion version = kind.Form().VersionOf(object.get());
  if (Result<void> transformed = Transformed(treatment.transform, object.get()); !transformed) {
    return named(transformed.error(), key);
  }
  std::string resourceVersion = version.resourceVersion;
  Stored stored = Record(std::move(key), std::move(version), std::move(object), text.size(), treatment.packer.get());
  return DecodedObject{std::move(stored), std::move(resourceVersion)};
}

}  // namespace k8s::internal
