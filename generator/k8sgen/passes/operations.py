"""Which operations become methods of a client, and what they take and return."""

from __future__ import annotations

from dataclasses import replace

from k8sgen.facts import Facts
from k8sgen.passes.rewrite import map_operations, skip_operations
from k8sgen.spec.model import Operation, Parameter, Reference, Scalar, ScalarType, Specification

_PODS = "/api/v1/namespaces/{namespace}/pods/{name}"
_STATUS = Reference("io.k8s.apimachinery.pkg.apis.meta.v1.Status")


def pod_log_takes_since_time(specification: Specification, _facts: Facts) -> Specification:
    """The log of a pod can be asked for since a moment; the document leaves the parameter out, as its type has no JSON."""
    since_time = Parameter("sinceTime", "query", ScalarType(Scalar.TIME))

    def add(operation: Operation) -> Operation:
        if operation.path != f"{_PODS}/log" or any(known.name == since_time.name for known in operation.parameters):
            return operation
        return replace(operation, parameters=(*operation.parameters, since_time))

    return map_operations(specification, add)


def eviction_and_binding_answer_with_status(specification: Specification, _facts: Facts) -> Specification:
    """Evicting and binding a pod claim to answer with what was sent; the server answers with a Status."""
    if _STATUS.definition not in specification.definitions:
        return specification

    def correct(operation: Operation) -> Operation:
        claims = operation.path in (f"{_PODS}/eviction", f"{_PODS}/binding") and operation.method == "post"
        return replace(operation, answer=_STATUS) if claims and operation.answer != _STATUS else operation

    return map_operations(specification, correct)


def bindings_are_made_on_pods(specification: Specification, _facts: Facts) -> Specification:
    """The resource `bindings` is an old way to the binding of a pod, and answers with a Status, which `create` never does."""
    return skip_operations(
        specification,
        lambda operation: (
            "the binding of a pod is the same" if operation.path.endswith("/namespaces/{namespace}/bindings") else None
        ),
    )


def skip_deprecated_watches(specification: Specification, _facts: Facts) -> Specification:
    """The paths below /watch/ are deprecated: a list with `watch=true` is the same, and what clients use."""
    return skip_operations(
        specification,
        lambda operation: (
            "deprecated path: a list with watch=true is the same" if operation.action in ("watch", "watchlist") else None
        ),
    )


def skip_connections(specification: Specification, _facts: Facts) -> Specification:
    """exec, attach and portforward turn the connection into something else: no verb of a resource can do that. Behind a proxy
    lies another server; of it, a client has only what is read."""
    return skip_operations(
        specification,
        lambda operation: (
            "upgrades or proxies the connection: not a verb on an object"
            if operation.action == "connect" and not is_proxied_read(operation)
            else None
        ),
    )


def is_proxied_read(operation: Operation) -> bool:
    return operation.action == "connect" and operation.method == "get" and operation.path.endswith("/proxy/{path}")


def skip_what_is_no_resource(specification: Specification, _facts: Facts) -> Specification:
    """Discovery documents, the version, OpenID keys and the logs of the server's machine act on no resource."""
    return skip_operations(specification, lambda operation: None if operation.action else _outside_resources(operation.path))


def _outside_resources(path: str) -> str:
    if path.startswith(("/api/", "/apis/")):
        return "a discovery document: belongs to the discovery client"
    if path == "/version/":
        return "the server's version: belongs to the discovery client"
    if path.startswith(("/.well-known/openid-configuration", "/openid/")):
        return "OpenID documents: for verifiers of tokens, not for clients"
    if path.startswith("/logs/"):
        return "logs of the server's machine: no API"
    return "acts on no resource"
