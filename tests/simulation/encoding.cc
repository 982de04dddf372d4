#include "simulation/encoding.h"

#include <string_view>

#include <fmt/format.h>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/api/core/v1/config_map_list.h>
#include <k8s/api/meta/v1/status.h>
#include <k8s/codec/json.h>
#include <k8s/codec/protobuf.h>

namespace k8s::simulation {
namespace {

constexpr std::string_view kProtobuf = "application/vnd.kubernetes.protobuf";

template <class T>
std::string InProtobuf(const std::string& json) {
  return ToProtobuf(FromJson<T>(json).value()).value();
}

std::string Varint(std::size_t number) {
  std::string bytes;
  for (; number > 127; number >>= 7) bytes += static_cast<char>((number & 127) | 128);
  return bytes + static_cast<char>(number);
}

std::string Field(int number, const std::string& bytes) {
  return static_cast<char>(number << 3 | 2) + Varint(bytes.size()) + bytes;
}

std::string Framed(const std::string& bytes) {
  std::string length;
  for (int shift = 24; shift >= 0; shift -= 8) length += static_cast<char>(bytes.size() >> shift & 255);
  return length + bytes;
}

Response Answer(const std::string& mediaType, std::string body) {
  Response response;
  response.status = 200;
  response.headers.Add("Content-Type", mediaType);
  response.body = std::move(body);
  return response;
}

std::string WithData(const std::string& key, std::uint64_t version, const std::string& data) {
  return fmt::format(
      R"({{"kind":"ConfigMap","apiVersion":"v1","metadata":{{"name":"{}","namespace":"{}","uid":"{}","resourceVersion":"{}"}},)"
      R"("data":{}}})",
      key.substr(2), key.substr(0, 1), key, version, data);
}

}  // namespace

std::string ObjectOf(const std::string& key, const std::string& value, std::uint64_t version) {
  return WithData(key, version, R"({"v":")" + value + "\"}");
}

std::string UnreadableObjectOf(const std::string& key, std::uint64_t version) { return WithData(key, version, "7"); }

std::string NamelessObject(std::uint64_t version) {
  return fmt::format(R"({{"kind":"ConfigMap","apiVersion":"v1","metadata":{{"resourceVersion":"{}"}}}})", version);
}

Response EncodedList(const std::string& json, bool asProtobuf) {
  if (!asProtobuf) return Answer("application/json", json);
  return Answer(std::string(kProtobuf), InProtobuf<corev1::ConfigMapList>(json));
}

Response WatchHead(bool ofProtobuf) {
  return Answer(ofProtobuf ? fmt::format("{};stream=watch", kProtobuf) : "application/json", "");
}

// In protobuf: a length, then the type and, within an extension, the object.
std::string EncodedEvent(const std::string& type, const std::string& object, bool asProtobuf) {
  if (!asProtobuf) return fmt::format(R"({{"type":"{}","object":{}}})", type, object) + "\n";
  const std::string bytes = type == "ERROR" ? InProtobuf<metav1::Status>(object) : InProtobuf<corev1::ConfigMap>(object);
  return Framed(Field(1, type) + Field(2, Field(1, bytes)));
}

}  // namespace k8s::simulation
