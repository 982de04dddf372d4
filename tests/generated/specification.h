#pragma once

#include <string>
#include <string_view>

#include "oracle/rapidjson.h"

/// What the code was generated from, read once more and by other code than the generator's.
namespace k8s::test {

/// The OpenAPI document of the API server.
const k8s_rapidjson::Document& Swagger();

/// The facts of the Go types: `types`, by the name of the definition. See openapi/README.md.
const k8s_rapidjson::Value& GoTypes();

/// The member of an object; null if it has none of that name.
const k8s_rapidjson::Value* Find(const k8s_rapidjson::Value& object, std::string_view name);

inline std::string_view TextOf(const k8s_rapidjson::Value& value) { return {value.GetString(), value.GetStringLength()}; }

}  // namespace k8s::test
