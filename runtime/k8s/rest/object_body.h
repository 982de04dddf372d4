#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/codec/json.h>
#include <k8s/codec/type.h>
#include <k8s/rest/content_type.h>

/// Objects as the bodies of requests and answers.
namespace k8s::internal {

inline constexpr std::string_view kJsonMediaType = "application/json";
inline constexpr std::string_view kProtobufMediaType = "application/vnd.kubernetes.protobuf";

std::string_view MediaTypeOf(ContentType form);

/// Which form the header `Content-Type` of an answer names, whatever parameters it has; none, if it is something else.
std::optional<ContentType> FormNamedBy(std::string_view contentType);

/// What to accept: a server that has no protobuf may always answer in JSON.
std::string_view AcceptOf(ContentType form);

/// Whether objects of that type can travel as protobuf.
bool HasProtobuf(const codec::Type& type);

/// Errors: kInvalidArgument, with the path, for what JSON cannot hold; kUnsupported for what protobuf cannot.
Result<std::string> WriteBody(ContentType form, const codec::Type& type, const void* object);

/// Reads an object in either form: the first bytes tell which it is. kDecode, with the place.
Result<void> ReadBody(std::string_view body, const codec::Type& type, void* out);

/// Whether a body is a `v1` Status, and not an object.
bool IsStatus(std::string_view body);

}  // namespace k8s::internal
