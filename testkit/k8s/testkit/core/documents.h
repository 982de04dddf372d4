#pragma once

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/openapi_documents.h>
#include <k8s/testkit/core/outcome.h>
#include <k8s/testkit/core/target.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

/// Whether a path names a document about the server rather than objects: health, version, discovery, OpenAPI.
bool IsDocument(const Target& target);

/// That document. What is not there is a 404.
Outcome<Response> GetDocument(const Catalog& catalog, OpenApiDocuments& openApi, const Request& request, const Target& target);

}  // namespace k8s::testkit::core
