#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "oracle/rapidjson.h"

namespace k8s::test {

/// The text of a file; a failed test and "" if it cannot be read.
std::string ReadFile(const std::filesystem::path& path);

/// A parsed document; a failed test and null if the text is not JSON.
k8s_rapidjson::Document ParseJson(std::string_view text);

/// A document as text without white space.
std::string ToText(const k8s_rapidjson::Value& document);

/// The JSON text at a pointer ("/spec/replicas") into a document; "absent" if there is nothing.
std::string At(const k8s_rapidjson::Value& document, const std::string& pointer);

/// Where two documents differ, as "/spec/replicas: 1 and 2"; "" if nowhere. What `omitempty` may leave out counts as equal to
/// being left out: null, false, 0, "", {} and [], the quantity "0", and an object that has only such members. Everything else
/// must be the same, to the letter of a time or a quantity.
std::string Difference(const k8s_rapidjson::Value& a, const k8s_rapidjson::Value& b);

}  // namespace k8s::test
