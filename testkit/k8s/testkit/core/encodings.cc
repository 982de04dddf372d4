#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <tuple>
#include <utility>

#include <k8s/codec/describe.h>
#include <k8s/codec/json.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/yaml.h>
#include <k8s/testkit/core/encodings.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/limits.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/core/target.h>

namespace k8s::testkit::core {
namespace {

using codec::ApiKind;
using codec::Type;

enum class Encoding { kJson, kYaml, kProtobuf };

Result<std::string> ToProtobuf(const Type& type, std::string_view json) {
  const std::shared_ptr<void> value = type.structure->make();
  if (auto read = codec::ReadJson(json, type, value.get()); !read) return read.error();
  std::string bytes;
  if (auto written = codec::WriteProtobuf(type, value.get(), bytes); !written) return written.error();
  return bytes;
}

/// What the client likes best of what there is for a body of that kind: `type` is there if it has a protobuf form. What asks
/// for another form than the answer has is not about it: of failures there is one form.
Encoding PreferredBy(const Request& request, std::string_view kind, const Type* type) {
  for (const MediaRange& range : AcceptedBy(request.headers)) {
    if (!range.as.empty() && range.as != kind) continue;
    if (range.type == kProtobufType && type != nullptr) return Encoding::kProtobuf;
    if (range.type == kYamlType) return Encoding::kYaml;
    if (range.IncludesJson()) return Encoding::kJson;
  }
  return Encoding::kJson;
}

bool WantsAnotherEncoding(const Request& request) {
  const auto ranges = AcceptedBy(request.headers);
  return std::any_of(ranges.begin(), ranges.end(),
                     [](const MediaRange& range) { return range.type == kProtobufType || range.type == kYamlType; });
}

bool IsJson(const Response& head) {
  const std::string* type = head.headers.Find("Content-Type");
  return type != nullptr && *type == "application/json";
}

Response Encoded(Response response, Result<std::string> body, std::string_view type) {
  if (!body) return ToResponse(Internal(body.error().Message()));
  response.headers.Set("Content-Type", std::string(type));
  response.body = std::move(*body);
  return response;
}

void AppendField(std::string& message, int number, std::string_view content) {
  constexpr int kLengthDelimited = 2;
  message += static_cast<char>(number << 3 | kLengthDelimited);
  std::size_t length = content.size();
  for (; length >= 0x80; length >>= 7) message += static_cast<char>((length & 0x7F) | 0x80);
  message += static_cast<char>(length);
  message += content;
}

/// A frame of a watch: four bytes that tell its length, and an event around an object.
std::string ProtobufFrame(std::string_view type, std::string_view object) {
  std::string raw;
  AppendField(raw, 1, object);
  std::string event;
  AppendField(event, 1, type);
  AppendField(event, 2, raw);
  std::string frame;
  for (const int shift : {24, 16, 8, 0}) frame += static_cast<char>(event.size() >> shift & 0xFF);
  return frame + event;
}

/// The events of a watch, in protobuf.
class ProtobufEvents final : public Stream {
 public:
  using FindType = std::function<const Type*(const JsonValue& object)>;

  ProtobufEvents(std::unique_ptr<Stream> events, FindType findType, std::shared_ptr<FrameCache> shared)
      : events_(std::move(events)), find_type_(std::move(findType)), shared_(std::move(shared)) {}

  Step Next() override {
    Step step = events_->Next();
    if (step.state == State::kFrame) step.frame = TranslateOnce(std::move(step.frame));
    return step;
  }
  void OnReady(Wake wake) override { events_->OnReady(std::move(wake)); }

 private:
  std::string TranslateOnce(std::string frame) const {
    if (const auto known = shared_->Find(frame)) return *known;
    auto translated = std::make_shared<const std::string>(Translate(frame));
    shared_->Add(std::move(frame), translated);
    return *translated;
  }

  /// What has no protobuf form stays as it is: the client is meant to stumble over it.
  std::string Translate(const std::string& frame) const {
    const auto event = ParseJson(frame);
    const JsonValue* object = event ? Find(*event, "object") : nullptr;
    const Type* type = object == nullptr ? nullptr : find_type_(*object);
    if (type == nullptr) return frame;
    const auto bytes = ToProtobuf(*type, WriteJson(*object));
    return bytes ? ProtobufFrame(StringAt(*event, "type"), *bytes) : frame;
  }

  std::unique_ptr<Stream> events_;
  FindType find_type_;
  std::shared_ptr<FrameCache> shared_;
};

using TypeMap = Encodings::Types;

/// Null when there is none.
const Type* FindIn(const TypeMap& types, std::string_view apiVersion, std::string_view kind) {
  const std::size_t slash = apiVersion.find('/');
  const bool isCore = slash == std::string_view::npos;
  const auto found =
      types.find({isCore ? "" : apiVersion.substr(0, slash), isCore ? apiVersion : apiVersion.substr(slash + 1), kind});
  return found == types.end() ? nullptr : found->second;
}

const Type* FindIn(const TypeMap& types, const JsonValue& object) {
  return FindIn(types, StringAt(object, "apiVersion"), StringAt(object, "kind"));
}

/// Whether the objects below a path have a protobuf form: a version of a group has built-in kinds or custom ones, never both.
bool HaveProtobuf(const TypeMap& types, std::string_view path) {
  const auto target = ParseTarget(path);
  if (!target || target->segments.size() < 3) return false;
  const auto& segments = target->segments;
  const bool isCore = segments[0] == "api";
  const std::string_view group = isCore ? std::string_view() : segments[1];
  const std::string_view version = isCore ? segments[1] : segments[2];
  const auto kind = types.lower_bound({group, version, ""});
  return kind != types.end() && std::get<0>(kind->first) == group && std::get<1>(kind->first) == version;
}

/// Each event tells its kind; before the first one there is only what the client asks for, and of what.
bool WatchesInProtobuf(const TypeMap& types, const Request& request) {
  for (const MediaRange& range : AcceptedBy(request.headers)) {
    const bool isTaken = range.as.empty() ? HaveProtobuf(types, request.target) : range.as == "PartialObjectMetadata";
    if (range.type == kProtobufType && isTaken) return true;
    if (range.IncludesJson()) return false;
  }
  return false;
}

Result<std::string> FromProtobuf(const TypeMap& types, std::string_view bytes) {
  const auto envelope = OpenProtobufEnvelope(bytes);
  if (!envelope) return envelope.error();
  const Type* type = FindIn(types, envelope->apiVersion, envelope->kind);
  if (type == nullptr) {
    return Error(ErrorCode::kUnsupported, "no kind \"" + std::string(envelope->kind) + "\" is registered for version \"" +
                                              std::string(envelope->apiVersion) + '"');
  }
  const std::shared_ptr<void> value = type->structure->make();
  if (auto read = codec::ReadProtobuf(bytes, *type, value.get()); !read) return read.error();
  std::string json;
  if (auto written = codec::WriteJson(*type, value.get(), json); !written) return written.error();
  return json;
}

/// What an object says of its kind.
struct KindName {
  std::string apiVersion;
  std::string kind;
};

constexpr codec::Field kKindNameFields[] = {
    {.name = "apiVersion", .type = codec::TypeOf<std::string>(), .offset = offsetof(KindName, apiVersion)},
    {.name = "kind", .type = codec::TypeOf<std::string>(), .offset = offsetof(KindName, kind)}};
constexpr codec::Struct kKindName = {.name = "kind", .fields = kKindNameFields};
constexpr Type kKindNameType = codec::StructType<KindName>(&kKindName);

/// Reads no more than that: a list may be larger than what is taken from clients.
Response EncodeBody(const TypeMap& types, const Request& request, Response response) {
  KindName name;
  if (!codec::ReadJson(response.body, kKindNameType, &name)) return response;
  const Type* type = FindIn(types, name.apiVersion, name.kind);
  switch (PreferredBy(request, name.kind, type)) {
    case Encoding::kJson: return response;
    case Encoding::kYaml: return Encoded(response, codec::JsonToYaml(response.body), kYamlType);
    case Encoding::kProtobuf: return Encoded(response, ToProtobuf(*type, response.body), kProtobufType);
  }
  return response;
}

Answer Encode(const std::shared_ptr<const TypeMap>& types, const std::shared_ptr<FrameCache>& frames, const Request& request,
              Answer answer) {
  if (!IsJson(answer.head)) return answer;
  if (answer.stream == nullptr) {
    answer.head = EncodeBody(*types, request, std::move(answer.head));
    return answer;
  }
  if (!WatchesInProtobuf(*types, request)) return answer;
  answer.head.headers.Set("Content-Type", std::string(kProtobufType) + ";stream=watch");
  const auto findType = [types](const JsonValue& object) { return FindIn(*types, object); };
  answer.stream = std::make_unique<ProtobufEvents>(std::move(answer.stream), findType, frames);
  return answer;
}

bool HasEncodedBody(const Request& request) {
  const std::string_view type = BodyType(request.headers);
  return !request.body.empty() && (type == kProtobufType || type == kYamlType);
}

/// As much of a request as the encoding of its answer depends on.
Request WithoutBody(const Request& request) {
  return {.method = request.method, .target = request.target, .headers = request.headers};
}

}  // namespace

bool HasProtobuf(const Type& type) {
  const codec::Struct& structure = *type.structure;
  const auto numbered = [](const codec::Field& field) { return field.protobuf[0] != 0; };
  return structure.make != nullptr && std::any_of(structure.fields.begin(), structure.fields.end(), numbered);
}

Encodings::Encodings(std::shared_ptr<Handler> server, std::span<const Type* const> kinds) : server_(std::move(server)) {
  Types types;
  for (const Type* type : kinds) {
    const ApiKind& name = *type->structure->kind;
    if (HasProtobuf(*type)) types.emplace(std::tuple(name.group, name.version, name.kind), type);
  }
  types_ = std::make_shared<const Types>(std::move(types));
}

void Encodings::Handle(const Request& request, Respond respond) {
  if (WantsAnotherEncoding(request)) {
    respond = [types = types_, frames = frames_, head = WithoutBody(request), respond = std::move(respond)](
                  Answer answer) mutable { respond(Encode(types, frames, head, std::move(answer))); };
  }
  if (!HasEncodedBody(request)) return server_->Handle(request, std::move(respond));
  const auto translated = request.body.size() > kMaxBodyBytes ? Outcome<Request>(BodyTooLarge()) : ToJson(request);
  if (translated) return server_->Handle(*translated, std::move(respond));
  respond({.head = ToResponse(translated.failure()), .stream = nullptr});
}

Outcome<Request> Encodings::ToJson(const Request& request) const {
  auto json = BodyType(request.headers) == kYamlType ? codec::YamlToJson(request.body) : FromProtobuf(*types_, request.body);
  if (!json) return BadRequest("the object provided is unrecognized: " + json.error().Message());
  Request translated = request;
  translated.body = std::move(*json);
  translated.headers.Set("Content-Type", "application/json");
  return translated;
}

}  // namespace k8s::testkit::core
