#pragma once

#include <optional>
#include <string>
#include <vector>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/write_options.h>
#include <k8s/transport/transport.h>

/// What comes in: an object, out of the body of a request or of a patch.
namespace k8s::testkit::core {

/// The body of a request that has to be one JSON object; null is one that says nothing.
Outcome<Json> ReadObject(const Request& request);

/// The body of a request that has to be a configuration to apply: one object, in YAML or JSON.
Outcome<Json> ReadConfiguration(const Request& request);

/// Puts `kind` and `apiVersion` on a stored object, which goes without.
void AddType(const codec::ApiKind& kind, Json& object);

/// Brings an object into the form in which it is stored: without kind and version, which may be absent but not wrong, and
/// without the fields that its kind does not have. The result is what to warn of.
Outcome<std::vector<std::string>> Decode(const ApiResource& resource, Json& object, FieldValidation validation);

}  // namespace k8s::testkit::core
