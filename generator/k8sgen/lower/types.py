"""The one place that turns types of the specification into types of C++."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from k8sgen.errors import SpecError
from k8sgen.lower.catalog import Catalog
from k8sgen.lower.packages import Package
from k8sgen.lower.presence import Category, Holder
from k8sgen.spec.model import (
    AnyType,
    Handwritten,
    ListType,
    MapType,
    ObjectType,
    Reference,
    Scalar,
    ScalarType,
    Specification,
    Type,
)


@dataclass(frozen=True, slots=True)
class CppType:
    """A type as it is written, and what must be known where it is written."""

    spelling: str
    headers: frozenset[str] = frozenset()
    """Of the standard library and the runtime."""
    held: frozenset[str] = frozenset()
    """Definitions whose values are part of it."""
    pointed: frozenset[str] = frozenset()
    """Definitions that it only points to."""
    initializer: str = ""

    def with_header(self, header: str) -> CppType:
        return replace(self, headers=self.headers | {header})

    def inside(self, template: str, header: str, *, points: bool) -> CppType:
        return CppType(
            spelling=f"{template}{self.spelling}>",
            headers=self.headers | {header},
            held=frozenset() if points else self.held,
            pointed=self.held | self.pointed if points else self.pointed,
        )


_SCALARS = {
    Scalar.BOOLEAN: CppType("bool", initializer=" = false"),
    Scalar.INT32: CppType("std::int32_t", frozenset({"<cstdint>"}), initializer=" = 0"),
    Scalar.INT64: CppType("std::int64_t", frozenset({"<cstdint>"}), initializer=" = 0"),
    Scalar.DOUBLE: CppType("double", initializer=" = 0"),
    Scalar.STRING: CppType("std::string", frozenset({"<string>"})),
}

RUNTIME_SCALARS = {
    Scalar.BYTES: Handwritten("Bytes", "k8s/meta/bytes.h"),
    Scalar.TIME: Handwritten("Time", "k8s/meta/time.h"),
    Scalar.INT_OR_STRING: Handwritten("IntOrString", "k8s/meta/int_or_string.h"),
}

RAW_JSON = Handwritten("RawJson", "k8s/meta/raw_json.h")
_BOOL = Handwritten("Bool", "k8s/meta/bool.h")
_FIELD_TYPES = frozenset({"Bytes", "Duration", "IntOrString", "MicroTime", "Quantity", "RawJson", "Time"})


class TypeMapper:
    def __init__(self, specification: Specification, catalog: Catalog) -> None:
        self._specification = specification
        self._catalog = catalog

    def category(self, part: Type, pointer: str) -> Category:
        match part:
            case ScalarType(scalar):
                return Category.BYTES if scalar is Scalar.BYTES else _scalar_category(scalar)
            case ListType() | MapType():
                return Category.COLLECTION
            case AnyType():
                return Category.RAW
            case Reference(name) if name in self._specification.handwritten:
                return _handwritten_category(self._specification.handwritten[name], pointer)
            case _:
                return Category.STRUCT

    def cpp(self, part: Type, package: Package, pointer: str) -> CppType:
        match part:
            case ScalarType(scalar) if scalar in _SCALARS:
                return _SCALARS[scalar]
            case ScalarType(scalar):
                return self._runtime(RUNTIME_SCALARS[scalar], package)
            case ListType(ScalarType(Scalar.BOOLEAN)):
                # std::vector<bool> has no elements to point at.
                return self._runtime(_BOOL, package).inside("std::vector<", "<vector>", points=True)
            case ListType(element):
                return self.cpp(element, package, pointer).inside("std::vector<", "<vector>", points=True)
            case MapType(element):
                inner = self.cpp(element, package, pointer)
                return inner.inside("std::map<std::string, ", "<map>", points=True).with_header("<string>")
            case AnyType():
                return self._runtime(RAW_JSON, package)
            case Reference(name) if name in self._specification.handwritten:
                return self._runtime(self._specification.handwritten[name], package)
            case Reference(name):
                named = self._catalog.objects[name]
                return CppType(self._catalog.call(named, package), held=frozenset({name}))
            case ObjectType():
                raise SpecError(pointer, "an object without a name")

    def held_in(self, inner: CppType, holder: Holder, package: Package) -> CppType:
        match holder:
            case Holder.PLAIN:
                return inner
            case Holder.OPTIONAL:
                return inner.inside("std::optional<", "<optional>", points=False)
            case Holder.BOX:
                return inner.inside(f"{self._catalog.runtime('Box', package)}<", "k8s/base/box.h", points=True)

    def _runtime(self, stand_in: Handwritten, package: Package) -> CppType:
        return CppType(self._catalog.runtime(stand_in.type, package), frozenset({stand_in.header}))


def _scalar_category(scalar: Scalar) -> Category:
    return Category.SCALAR if scalar in _SCALARS else Category.VALUE


def _handwritten_category(stand_in: Handwritten, pointer: str) -> Category:
    if stand_in.type not in _FIELD_TYPES:
        raise SpecError(pointer, f"{stand_in.type} is written by hand for requests: no field can have that type")
    if stand_in.type == "RawJson":
        return Category.RAW
    return Category.BYTES if stand_in.type == "Bytes" else Category.VALUE


def all_headers(types: Iterable[CppType]) -> frozenset[str]:
    return frozenset().union(*(part.headers for part in types))
