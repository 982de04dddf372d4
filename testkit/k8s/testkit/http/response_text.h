#pragma once

#include <string>
#include <string_view>

#include <k8s/transport/transport.h>

/// Answers as HTTP/1.1 has them on the wire.
namespace k8s::testkit::http {

std::string WholeResponse(const Response& response, bool keepAlive);

/// The head of an answer whose body comes in chunks, the last of the connection.
std::string StreamHead(const Response& head);
std::string Chunk(std::string_view bytes);
std::string_view LastChunk();

}  // namespace k8s::testkit::http
