#include "conformance/protobuf_form.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "generated/documents.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/codec/json.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/protobuf_watch.h>
#include <k8s/dynamic/partial_object_metadata.h>

namespace k8s::test {
namespace {

using codec::ApiResource;
using codec::Type;

constexpr std::string_view kProtobuf = "application/vnd.kubernetes.protobuf";

const Type* FindKind(std::string_view apiVersion, std::string_view kind) {
  const auto has = [&](const Type* type) {
    const codec::ApiKind& name = *type->structure->kind;
    const std::string version = (name.group.empty() ? "" : std::string(name.group) + "/") + std::string(name.version);
    return name.kind == kind && version == apiVersion;
  };
  const auto kinds = Kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), has);
  return found == kinds.end() ? nullptr : *found;
}

/// What a path is about.
struct Place {
  const ApiResource* resource = nullptr;
  std::string_view subresource;
};

std::vector<std::string> SegmentsOf(const std::string& target) {
  std::istringstream path(target.substr(1, target.find('?') - 1));
  std::vector<std::string> segments;
  for (std::string segment; std::getline(path, segment, '/');) segments.push_back(segment);
  return segments;
}

const ApiResource* FindResource(std::string_view group, std::string_view version, std::string_view plural) {
  const auto resources = Resources();
  const auto found = std::find_if(resources.begin(), resources.end(), [&](const ApiResource* resource) {
    return resource->Kind().group == group && resource->Kind().version == version && resource->plural == plural;
  });
  return found == resources.end() ? nullptr : *found;
}

Place PlaceOf(const std::string& target) {
  auto segments = SegmentsOf(target);
  const std::size_t names = !segments.empty() && segments[0] == "apis" ? 3 : 2;
  if (segments.size() <= names) return {};
  const std::string group = names == 3 ? segments[1] : "";
  const std::string version = segments[names - 1];
  segments.erase(segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(names));
  if (segments.size() > 2 && segments[0] == "namespaces") {
    if (const ApiResource* inside = FindResource(group, version, segments[2]); inside != nullptr && inside->namespaced) {
      segments.erase(segments.begin(), segments.begin() + 2);
    }
  }
  Place place{.resource = FindResource(group, version, segments[0]), .subresource = {}};
  if (place.resource == nullptr || segments.size() < 3) return place;
  for (const auto& subresource : place.resource->subresources) {
    if (subresource.name == segments[2]) place.subresource = subresource.name;
  }
  return place;
}

/// What a body is that does not say it.
const Type* TypeAt(const Place& place, const std::string& method) {
  if (method == "DELETE") return FindKind("v1", "DeleteOptions");
  for (const auto& subresource : place.resource->subresources) {
    if (subresource.name == place.subresource && subresource.type != nullptr) return subresource.type;
  }
  return place.resource->type;
}

/// Whether something is said twice, of which protobuf would keep one.
bool Repeats(const k8s_rapidjson::Value& value) {
  if (value.IsArray()) return std::any_of(value.Begin(), value.End(), Repeats);
  if (!value.IsObject()) return false;
  return std::any_of(value.MemberBegin(), value.MemberEnd(), [&](const auto& member) {
    return &value.FindMember(member.name)->value != &member.value || Repeats(member.value);
  });
}

std::optional<std::string> ToProtobuf(const std::string& json, const Type* type) {
  k8s_rapidjson::Document document;
  document.Parse(json.c_str());
  if (document.HasParseError() || !document.IsObject()) return std::nullopt;
  if (document.HasMember("kind") || document.HasMember("apiVersion")) {
    const auto text = [&](const char* name) {
      return document.HasMember(name) && document[name].IsString() ? document[name].GetString() : "";
    };
    type = FindKind(text("apiVersion"), text("kind"));
  }
  if (type == nullptr) return std::nullopt;
  const std::shared_ptr<void> value = type->structure->make();
  std::string again;
  std::string bytes;
  if (!codec::ReadJson(json, *type, value.get()) || !codec::WriteJson(*type, value.get(), again)) return std::nullopt;
  k8s_rapidjson::Document back = ParseJson(again);
  for (const char* name : {"kind", "apiVersion"}) {
    if (!document.HasMember(name)) back.RemoveMember(name);
  }
  if (Repeats(document) || !Difference(document, back).empty()) return std::nullopt;
  if (!codec::WriteProtobuf(*type, value.get(), bytes)) return std::nullopt;
  return bytes;
}

/// Also what objects of any kind are shown as, which the tables do not have.
const Type* FindShown(const ProtobufEnvelope& envelope) {
  if (envelope.kind == "PartialObjectMetadata") return &PartialObjectMetadata::kType;
  if (envelope.kind == "PartialObjectMetadataList") return &PartialObjectMetadataList::kType;
  return FindKind(envelope.apiVersion, envelope.kind);
}

/// Puts the kind before the members of an object that does not say it.
std::string WithKind(const ProtobufEnvelope& envelope, const std::string& json) {
  if (ParseJson(json).HasMember("kind")) return json;
  const std::string members = json.substr(1);
  return R"({"kind":")" + std::string(envelope.kind) + R"(","apiVersion":")" + std::string(envelope.apiVersion) + '"' +
         (members == "}" ? "" : ",") + members;
}

std::string ToJson(std::string_view bytes) {
  const auto envelope = OpenProtobufEnvelope(bytes);
  const Type* type = envelope ? FindShown(*envelope) : nullptr;
  std::string json;
  if (type == nullptr) {
    ADD_FAILURE() << "not in an envelope, or of a kind that is not known";
    return json;
  }
  const std::shared_ptr<void> value = type->structure->make();
  EXPECT_TRUE(codec::ReadProtobuf(type->structure->kind == nullptr ? envelope->object : bytes, *type, value.get()));
  EXPECT_TRUE(codec::WriteJson(*type, value.get(), json));
  return WithKind(*envelope, json);
}

std::string EventsInJson(std::string_view stream) {
  ProtobufFrameSplitter frames;
  frames.Feed(stream);
  std::string lines;
  for (auto frame = frames.Next(); frame && *frame; frame = frames.Next()) {
    const auto event = ReadProtobufWatchEvent(**frame);
    EXPECT_TRUE(event);
    if (!event) break;
    lines += R"({"type":")" + std::string(event->type) + R"(","object":)" + ToJson(event->object) + "}\n";
  }
  EXPECT_TRUE(frames.IsComplete());
  return lines;
}

}  // namespace

Request InProtobuf(Request request) {
  const Place place = PlaceOf(request.target);
  const std::string* accept = request.headers.Find("Accept");
  if (place.resource == nullptr || accept == nullptr || *accept != "application/json") return request;
  request.headers.Set("Accept", std::string(kProtobuf) + ", application/json");
  const std::string* type = request.headers.Find("Content-Type");
  if (type == nullptr || *type != "application/json") return request;
  if (auto bytes = ToProtobuf(request.body, TypeAt(place, request.method))) {
    request.body = std::move(*bytes);
    request.headers.Set("Content-Type", std::string(kProtobuf));
  }
  return request;
}

Response InJson(Response answer) {
  const std::string* type = answer.headers.Find("Content-Type");
  if (type == nullptr || !type->starts_with(kProtobuf)) return answer;
  const bool isWatch = type->find("stream=watch") != std::string::npos;
  answer.body = isWatch ? EventsInJson(answer.body) : ToJson(answer.body);
  return answer;
}

}  // namespace k8s::test
