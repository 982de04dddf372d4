#pragma once

// RapidJSON, beside whose reading of a text ours is held. It is all templates: without a namespace of our own, a
// program that compiles the same version with other macros would silently share code with us. Its assertions stay off here:
// arguments are checked before, and they cost up to a factor of three.
#define RAPIDJSON_NAMESPACE k8s_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace k8s_rapidjson {
#define RAPIDJSON_NAMESPACE_END }
#define RAPIDJSON_ASSERT(x) static_cast<void>(0)
#define RAPIDJSON_HAS_STDSTRING 1

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>
#include <rapidjson/writer.h>
