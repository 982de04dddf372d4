#pragma once

#include <vector>

#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/json.h>

/// What holds for the two kinds that carry data of others: Secrets and ConfigMaps.
namespace k8s::testkit::core {

/// Brings what a client wrote into the form that is stored: `stringData` of a Secret goes into its `data`, and it has a type.
void FoldData(const ApiResource& resource, Json& object);

/// What is wrong with an object of those kinds, none of others; `existing` is what it replaces, or null.
std::vector<Cause> CheckData(const ApiResource& resource, const JsonValue& object, const JsonValue* existing);

}  // namespace k8s::testkit::core
