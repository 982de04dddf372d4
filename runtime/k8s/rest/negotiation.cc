#include <memory>
#include <utility>

#include <k8s/codec/type.h>
#include <k8s/rest/negotiation.h>
#include <k8s/rest/object_body.h>

namespace k8s::internal {
namespace {

constexpr int kNotAcceptable = 406;
constexpr int kUnsupportedMediaType = 415;

std::string KeyOf(const RequestInfo& info) { return info.group + "/" + info.version + "/" + info.resource; }

}  // namespace

void JsonOnlyResources::Add(const RequestInfo& info) {
  std::lock_guard lock(mutex_);
  keys_.insert(KeyOf(info));
}

bool JsonOnlyResources::Has(const RequestInfo& info) const {
  std::lock_guard lock(mutex_);
  return !keys_.empty() && keys_.contains(KeyOf(info));
}

std::optional<ApiRequest> InsteadOf(const ApiRequest& request, int httpStatus) {
  const std::string* accept = request.request.headers.Find("Accept");
  const bool acceptsProtobuf = accept != nullptr && *accept == AcceptOf(ContentType::kProtobuf);
  const bool mayBeRefused = (httpStatus == kNotAcceptable && acceptsProtobuf) ||
                            (httpStatus == kUnsupportedMediaType && request.protobufBody != nullptr);
  if (!mayBeRefused) return std::nullopt;
  ApiRequest plain = request;
  if (acceptsProtobuf) plain.request.headers.Set("Accept", std::string(AcceptOf(ContentType::kJson)));
  const codec::Type* type = std::exchange(plain.protobufBody, nullptr);
  if (type == nullptr) return plain;
  const std::shared_ptr<void> object = type->structure->make();
  if (!ReadBody(request.request.body, *type, object.get())) return std::nullopt;
  Result<std::string> body = WriteBody(ContentType::kJson, *type, object.get());
  if (!body) return std::nullopt;
  plain.request.headers.Set("Content-Type", std::string(kJsonMediaType));
  plain.request.body = std::move(*body);
  return plain;
}

}  // namespace k8s::internal
