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

// What can be told of an object that cannot be read as what it should be.
struct Identity {
  ObjectKey key = {};
  std::string resourceVersion = {};

  std::string* Member(std::string_view name) {
    if (name == "name") return &key.name;
    if (name == "namespace") return &key.namespace_;
    return name == "resourceVersion" ? &resourceVersion : nullptr;
  }
};

// What its metadata says, if that much is JSON.
Identity IdentityInJson(std::string_view text) {
  JsonReader reader(text, JsonReader::kDepthLimit);
  Identity found;
  std::string_view key;
  if (!reader.EnterObject()) return found;
  while (reader.NextMember(key)) {
    if (key != "metadata" || reader.Peek() != codec::JsonShape::kObject || !reader.EnterObject()) {
      reader.Skip();
      continue;
    }
    while (reader.NextMember(key)) {
      std::string* wanted = found.Member(key);
      wanted != nullptr&& reader.Peek() == codec::JsonShape::kString ? reader.ReadString(*wanted) : reader.Skip();
    }
  }
  return found;
}

// The metadata of an object is in the same place whatever its kind.
Identity IdentityInProtobuf(std::string_view bytes) {
  const Result<PartialObjectMetadata> object = ReadMetadata(bytes);
  return object ? Identity{KeyOf(*object), object->metadata.resourceVersion} : Identity();
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

DecodedObject DecodeObject(std::string_view text, const ObjectKind& kind, const ObjectTreatment& treatment,
                           const ItemKind& itemKind) {
  const auto leaveOut = [&](const Error& error, Identity known) {
    const Error named = error.WithContext(fmt::format("leaving {} \"{}\" out of the cache", kind.Name(), known.key.ToString()));
    return DecodedObject{named, std::move(known.resourceVersion), std::move(known.key)};
  };
  Result<std::shared_ptr<void>> read = kind.Form().Read(text, treatment.filter);
  if (!read) return leaveOut(read.error(), IsProtobufEnvelope(text) ? IdentityInProtobuf(text) : IdentityInJson(text));
  std::shared_ptr<void> object = *std::move(read);
  kind.Form().NameKind(object.get(), itemKind);
  ObjectKey key = kind.KeyOf(object.get());
  ObjectVersion version = kind.Form().VersionOf(object.get());
  std::string resourceVersion = version.resourceVersion;
  if (key.name.empty()) {
    return leaveOut(Error(ErrorCode::kDecode, "an object without a name"), {std::move(key), std::move(resourceVersion)});
  }
  if (Result<void> transformed = Transformed(treatment.transform, object.get()); !transformed) {
    return leaveOut(transformed.error(), {std::move(key), std::move(resourceVersion)});
  }
  Stored stored = Record(std::move(key), std::move(version), std::move(object), text.size(), treatment.packer.get());
  return DecodedObject{std::move(stored), std::move(resourceVersion)};
}

}  // namespace k8s::internal
