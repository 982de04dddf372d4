#pragma once

// The only door to RapidJSON. It is all templates: another part of the program may compile it with other macros, so a namespace
// of our own keeps the two apart. A misuse that its assertions find becomes an exception, which ends in a 500, never in an
// abort.
namespace k8s::testkit::core {
[[noreturn]] void ThrowJsonMisuse(const char* condition);
}

#define RAPIDJSON_NAMESPACE k8s::testkit::rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace k8s::testkit::rapidjson {
#define RAPIDJSON_NAMESPACE_END }
#define RAPIDJSON_ASSERT(condition) ((condition) ? void() : ::k8s::testkit::core::ThrowJsonMisuse(#condition))

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
