"""What a specification says, without JSON: the values that passes take and return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

JsonSchema: TypeAlias = "Mapping[str, JsonValue]"
JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"


class Scalar(Enum):
    """A type of JSON that is neither a list nor an object, told apart by its format."""

    BOOLEAN = "boolean"
    INT32 = "int32"
    INT64 = "int64"
    DOUBLE = "double"
    STRING = "string"
    BYTES = "byte"
    TIME = "date-time"
    INT_OR_STRING = "int-or-string"


@dataclass(frozen=True, slots=True)
class ScalarType:
    scalar: Scalar
    enum: tuple[str, ...] = ()
    """The values that it may have, numbers in their decimal form."""


@dataclass(frozen=True, slots=True)
class Reference:
    definition: str


@dataclass(frozen=True, slots=True)
class ListType:
    element: Type


@dataclass(frozen=True, slots=True)
class MapType:
    """An object with arbitrary keys."""

    element: Type


@dataclass(frozen=True, slots=True)
class AnyType:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class ObjectType:
    """An object with known properties, possibly none."""

    properties: tuple[Property, ...]


Type: TypeAlias = ScalarType | Reference | ListType | MapType | AnyType | ObjectType


@dataclass(frozen=True, slots=True)
class Merge:
    """How patches treat a property: the `x-kubernetes-` extensions, as they stand."""

    list_type: str = ""
    list_map_keys: tuple[str, ...] = ()
    map_type: str = ""
    patch_merge_key: str = ""
    patch_strategies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    type: Type
    pointer: str
    required: bool = False
    description: str = ""
    merge: Merge = Merge()
    default: JsonValue = None
    nullable: bool = False


@dataclass(frozen=True, slots=True, order=True)
class GroupVersionKind:
    group: str
    version: str
    kind: str


@dataclass(frozen=True, slots=True)
class Definition:
    name: str
    type: Type
    pointer: str
    description: str = ""
    kinds: tuple[GroupVersionKind, ...] = ()
    atomic: bool = False
    """Patches replace it as a whole."""
    shape_union: bool = False
    """Not an object in JSON, but the one of its members that has the value's shape."""
    free_form: bool = False
    """An object that the document gives no properties: nothing, or anything, may be in it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    location: str
    type: Type
    required: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    pointer: str
    action: str = ""
    """`x-kubernetes-action`; empty for what is not a verb on a resource."""
    kind: GroupVersionKind | None = None
    parameters: tuple[Parameter, ...] = ()
    body: Type | None = None
    answer: Type | None = None
    description: str = ""

    @property
    def title(self) -> str:
        return f"{self.method.upper()} {self.path}"


@dataclass(frozen=True, slots=True)
class Handwritten:
    """A type of the runtime that stands for a definition."""

    type: str
    header: str


@dataclass(frozen=True, slots=True)
class External:
    """A struct of the installed library that stands for a definition."""

    namespace: str
    """k8s::corev1"""
    name: str
    header: str
    target: str
    """The library that has it: api_core_v1."""


@dataclass(frozen=True, slots=True)
class Specification:
    minor: tuple[int, int] | None
    """The Kubernetes version, such as (1, 36); None if the document names none."""
    digest: str
    """SHA-256 of the document."""
    definitions: Mapping[str, Definition]
    operations: tuple[Operation, ...]
    handwritten: Mapping[str, Handwritten] = field(default_factory=dict)
    """Definitions that are not generated, because the runtime has a type for them."""
    plain: Mapping[str, Type] = field(default_factory=dict)
    """Definitions that are another name for a type, which has taken their place."""
    skipped_operations: Mapping[str, str] = field(default_factory=dict)
    """Operations that no client gets, by id, with the reason."""
    external: Mapping[str, External] = field(default_factory=dict)
    """Definitions that are not generated, because the library has them."""
    enumeration_names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Names of enumerations that are settled already, by (definition, property)."""
    schemas: Mapping[str, JsonSchema] = field(default_factory=dict)
    """What objects of a kind are validated against, as it stands."""

    @property
    def version(self) -> str:
        return "of an unnamed version" if self.minor is None else f"{self.minor[0]}.{self.minor[1]}"
