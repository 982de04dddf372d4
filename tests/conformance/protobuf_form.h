#pragma once

#include <k8s/transport/transport.h>

/// The same requests and answers in protobuf, of the kinds that have it.
namespace k8s::test {

/// A request that says in protobuf what it says in JSON, and wants its answer so; as it is where it cannot: of what is no
/// resource of the tables, with a patch, or with a body that is no object of its kind to the letter.
Request InProtobuf(Request request);

/// An answer with its body in JSON, a watch as lines of events; as it is if it is not in protobuf.
Response InJson(Response answer);

}  // namespace k8s::test
