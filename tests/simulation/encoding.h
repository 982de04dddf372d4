#pragma once

#include <cstdint>
#include <string>

#include <k8s/transport/transport.h>

// What a simulated server writes, of JSON that it makes up.
namespace k8s::simulation {

/// A config map: `key` is "namespace.name".
std::string ObjectOf(const std::string& key, const std::string& value, std::uint64_t version);
/// One whose data is none.
std::string UnreadableObjectOf(const std::string& key, std::uint64_t version);
std::string NamelessObject(std::uint64_t version);

Response EncodedList(const std::string& json, bool asProtobuf);
Response WatchHead(bool ofProtobuf);
/// One frame of a watch: `object` is a config map, or the Status of an ERROR.
std::string EncodedEvent(const std::string& type, const std::string& object, bool asProtobuf);

}  // namespace k8s::simulation
