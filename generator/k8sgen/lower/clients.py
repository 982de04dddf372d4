"""Clients: a thin class for each resource, with a method for whatever lies below the resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from k8sgen.errors import NamingError, SpecError
from k8sgen.lower import names
from k8sgen.lower.catalog import Catalog, Named
from k8sgen.lower.includes import includes
from k8sgen.lower.model import CppGroupClient, CppMethod, CppOptions, CppResourceClient
from k8sgen.lower.packages import Package
from k8sgen.lower.query import lower_query
from k8sgen.lower.resources import Resource, ResourceTable, Subresource
from k8sgen.lower.text import comment_lines, literal
from k8sgen.spec.model import Operation, Reference, Scalar, ScalarType, Type

_COMMENT_WIDTH = 110


@dataclass(frozen=True, slots=True)
class _Verb:
    """How a verb on a subresource is made."""

    prefix: str
    call: str
    options: str
    defaulted: bool = True


# One action can become several methods: a patch is also how apply is done.
_VERBS = {
    "get": (_Verb("Get", "GetSubresource", "GetOptions"),),
    "put": (_Verb("Update", "UpdateSubresource", "UpdateOptions"),),
    "patch": (
        _Verb("Patch", "PatchSubresource", "PatchOptions"),
        _Verb("Apply", "ApplySubresource", "ApplyOptions", defaulted=False),
    ),
    "post": (_Verb("Create", "CreateSubresource", "CreateOptions"),),
}

# Methods that are not called verb + subresource, as in client-go.
_METHOD_NAMES = {
    ("Stream", "log"): "StreamLogs",
    ("Create", "binding"): "Bind",
    ("Create", "eviction"): "Evict",
    ("Get", "log"): "GetLogs",
    ("Update", "finalize"): "Finalize",
}
# Subresources of several words, which their names do not tell.
_SUBRESOURCE_NAMES = {"ephemeralcontainers": "EphemeralContainers"}

_DOCUMENTATION = {
    "Bind": "Puts the pod on the node that `binding.target` names, as a scheduler does.",
    "CreateToken": "Issues a token for the service account: `status.token` of the answer.",
    "Evict": "Deletes the pod as its disruption budgets allow. IsTooManyRequests() while they do not.",
    "Finalize": "Replaces the finalizers in `spec`; nothing else of the object.",
    "GetLogs": "What a container has printed up to now; with `follow` until the log ends, or is silent for 90 s.",
    "ProxyGet": "What is served behind the object, as it is. An answer that is no success is an Error.",
    "StreamLogs": "What a container prints, as it comes; with `follow` as long as it runs, however long it is silent.",
}

# Methods whose body may be left out.
_BODY_MAY_BE_EMPTY = frozenset({"Evict"})

_PARAMETER_NAMES = frozenset({"context", "name", "options", "patch"})


def lower_clients(resources: ResourceTable, catalog: Catalog) -> list[CppGroupClient]:
    by_package: dict[Package, list[Resource]] = {}
    for definition, resource in resources.by_definition.items():
        by_package.setdefault(catalog.structs[definition].package, []).append(resource)
    return [_group_client(package, by_package[package], catalog) for package in sorted(by_package)]


def _group_client(package: Package, resources: list[Resource], catalog: Catalog) -> CppGroupClient:
    clients = sorted((_ResourceClient(resource, catalog).lower() for resource in resources), key=lambda client: client.accessor)
    _check_distinct(package, clients, catalog)
    root = catalog.options.include_root
    header = f"{root}/client/{package.folder}/client.h"
    return CppGroupClient(
        name=package.client,
        accessor=package.accessor,
        package=package.folder,
        namespace=catalog.full_namespace(package),
        inner=package.namespace,
        runtime=catalog.runtime_prefix(package),
        header=header,
        source=f"{root}/client/{package.folder}/client.cc",
        includes=includes((f"{root}/clientset.h", header, "<utility>", *(client.header for client in clients))),
        clients=tuple(clients),
        depends=frozenset().union(*(client.depends for client in clients)),
    )


def _check_distinct(package: Package, clients: Iterable[CppResourceClient], catalog: Catalog) -> None:
    taken = dict(catalog.types(package))
    for client in clients:
        for name in (client.name, client.accessor + "()", *(options.name for options in client.options)):
            other = taken.setdefault(name, client.path)
            if other != client.path:
                raise NamingError(f"{package.folder}: {other} and {client.path} both need the name {name}; rename one of them")


class _ResourceClient:
    def __init__(self, resource: Resource, catalog: Catalog) -> None:
        self._resource = resource
        self._catalog = catalog
        self._object = catalog.structs[resource.definition]
        self._name = catalog.companion(self._object, "Client")
        self._package = self._object.package
        self._depends = {resource.definition, *filter(None, [resource.list_definition])}
        self._headers: set[str] = set()
        self._options: list[CppOptions] = []

    def lower(self) -> CppResourceClient:
        root = self._catalog.options.include_root
        folder = f"{root}/client/{self._package.folder}"
        parts = self._resource.subresources
        methods = tuple(method for name in sorted(parts) for method in self._methods(parts[name]))
        if self._resource.proxied:
            methods = (*methods, self._proxy_method(self._resource.proxied))
        headers = {self._catalog.objects[definition].header for definition in self._depends}
        headers |= self._headers | {f"{folder}/client.h", "k8s/rest/resource_client.h", "<string_view>"}
        kind = self._object.name
        return CppResourceClient(
            name=self._name,
            object=self._call(self._object),
            header=f"{folder}/{names.plural_file(kind, self._resource.plural)}.h",
            includes=includes(headers if methods else headers - {"<string_view>"}),
            path=one_line(self._resource.path),
            accessor=names.identifier(names.plural_of(kind, self._resource.plural)),
            namespaced=self._resource.namespaced,
            methods=methods,
            options=tuple(self._options),
            depends=frozenset(self._depends),
        )

    def _methods(self, part: Subresource) -> Iterator[CppMethod]:
        for action, verbs in _VERBS.items():
            if operation := part.operations.get(action):
                if is_text(operation.answer):
                    yield from self._text_methods(part, operation)
                else:
                    yield from (self._method(part, verb, operation) for verb in verbs)

    def _method(self, part: Subresource, verb: _Verb, operation: Operation) -> CppMethod:
        name = _method_name(verb.prefix, part.name)
        answer = self._named(operation.answer, operation)
        parameters = [*self._subject(name, verb, part, operation), self._options_parameter(verb)]
        return self._finish(name, answer, parameters, (verb.call, f"<{answer}>"), part, operation)

    def _subject(self, method: str, verb: _Verb, part: Subresource, operation: Operation) -> list[_Parameter]:
        """What a method is about: a name, and what is sent."""
        name = _Parameter("std::string_view name", "name")
        if verb.prefix == "Get":
            return [name]
        if verb.prefix == "Patch":
            return [name, _Parameter("const k8s::Patch& patch", "patch")]
        body = self._body(part, operation)
        if body == self._object:
            return [_Parameter(f"const {self._call(body)}& object", "object.metadata.name", "object")]
        argument = names.identifier(body.name[:1].lower() + body.name[1:], _PARAMETER_NAMES)
        default = " = {}" if method in _BODY_MAY_BE_EMPTY else ""
        return [name, _Parameter(f"const {self._call(body)}& {argument}", argument, default=default)]

    def _body(self, part: Subresource, operation: Operation) -> Named:
        """What is sent; of an apply, whose document says just "patch", what the subresource answers with."""
        sent = operation.answer if operation.action == "patch" else operation.body
        if not isinstance(sent, Reference):
            raise SpecError(operation.pointer, f"{part.name} takes no object")
        self._depends.add(sent.definition)
        return self._catalog.objects[sent.definition]

    def _text_methods(self, part: Subresource, operation: Operation) -> Iterator[CppMethod]:
        """A text comes whole or as a stream."""
        name = _method_name("Get", part.name)
        options = f"{self._object.name}{_subresource_name(part.name)}Options"
        lowered = lower_query(options, f"{self._name}::{name}()", operation, self._runtime("Time"))
        self._options.append(lowered.options)
        self._headers |= lowered.headers
        parameters = [
            _Parameter("std::string_view name", "name"),
            _Parameter(f"const {options}& options", "ToQuery(options)", default=_default(options)),
        ]
        yield self._finish(name, "std::string", parameters, ("GetText", ""), part, operation)
        stream = self._runtime("TextStream")
        yield self._finish(_method_name("Stream", part.name), stream, parameters, ("OpenText", ""), part, operation)

    def _proxy_method(self, operation: Operation) -> CppMethod:
        options = self._runtime("ProxyOptions")
        parameters = [
            _Parameter("std::string_view name", "name"),
            _Parameter(f"const {options}& options", "options", default=_default(options)),
        ]
        return self._finish("ProxyGet", "std::string", parameters, ("GetProxied", ""), Subresource("proxy"), operation)

    def _finish(
        self,
        name: str,
        answer: str,
        parameters: list[_Parameter],
        call: tuple[str, str],
        part: Subresource,
        operation: Operation,
    ) -> CppMethod:
        bounds = self._runtime("CallContext")
        context = _Parameter(f"const {bounds}& context", "context", default=_default(bounds))
        everything = [*parameters, context]
        arguments = [argument for parameter in everything for argument in parameter.arguments]
        return CppMethod(
            name=name,
            answer=answer,
            declared=tuple(parameter.declaration + parameter.default for parameter in everything),
            defined=tuple(parameter.declaration for parameter in everything),
            call=call[0],
            call_types=call[1],
            arguments=", ".join([arguments[0], literal(part.name), *arguments[1:]]),
            documentation=(
                *_explanation(name),
                one_line(f"{operation.method.upper()} {self._resource.path}/{{name}}/{part.name}"),
            ),
        )

    def _options_parameter(self, verb: _Verb) -> _Parameter:
        options = self._runtime(verb.options)
        return _Parameter(f"const {options}& options", "options", default=_default(options) if verb.defaulted else "")

    def _named(self, answer: Type | None, operation: Operation) -> str:
        if not isinstance(answer, Reference):
            raise SpecError(operation.pointer, "answers with something that is no object")
        self._depends.add(answer.definition)
        return self._call(self._catalog.objects[answer.definition])

    def _call(self, named: Named) -> str:
        if not named.namespace and named.package == self._package and self._catalog.options.foreign:
            # Members of a client hide types that are called like them.
            return f"{self._package.namespace}::{named.name}"
        return self._catalog.call(named, self._package)

    def _runtime(self, name: str) -> str:
        return self._catalog.runtime(name, self._package)


class _Parameter:
    """A parameter, and the arguments that it becomes in the call behind it."""

    def __init__(self, declaration: str, *arguments: str, default: str = "") -> None:
        self.declaration = declaration
        self.arguments = arguments
        self.default = default


def is_text(answer: Type | None) -> bool:
    return isinstance(answer, ScalarType) and answer.scalar is Scalar.STRING


def _explanation(method: str) -> tuple[str, ...]:
    return (_DOCUMENTATION[method], "") if method in _DOCUMENTATION else ()


def one_line(path: str) -> str:
    return " ".join(comment_lines(path, _COMMENT_WIDTH))


def _method_name(prefix: str, subresource: str) -> str:
    return _METHOD_NAMES.get((prefix, subresource)) or prefix + _subresource_name(subresource)


def _subresource_name(subresource: str) -> str:
    return _SUBRESOURCE_NAMES.get(subresource) or names.pascal(subresource)


def _default(aggregate: str) -> str:
    """Not `= {}`: in a `co_await` g++ 12 destroys an aggregate that a default argument makes in that way twice."""
    return f" = {aggregate}()"
