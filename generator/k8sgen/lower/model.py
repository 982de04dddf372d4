"""What gets printed: everything decided, every text ready. Templates only walk these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Includes:
    standard: tuple[str, ...] = ()
    """With their angle brackets."""
    library: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forward:
    """A type that is only declared."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class CppKeys:
    constant: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CppMerge:
    constant: str
    list_kind: str
    keys: CppKeys | None
    key_defaults: CppKeys | None
    patch_key: str
    patch_merge: bool
    retain_keys: bool
    atomic_map: bool


@dataclass(frozen=True, slots=True)
class CppField:
    member: str
    json_name: str
    """As a literal."""
    type: str
    initializer: str
    documentation: tuple[str, ...]
    remark: str
    always_written: bool
    required: bool
    protobuf: tuple[int, ...]
    merge: CppMerge | None
    property: str
    reason: str
    """Why it has that presence."""
    known_to_go: bool


@dataclass(frozen=True, slots=True)
class CppKind:
    """As literals."""

    group: str
    version: str
    kind: str


@dataclass(frozen=True, slots=True)
class CppSubresource:
    name: str
    """As a literal."""
    type: str
    """Empty if its body is no object."""
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CppResource:
    plural: str
    """As a literal."""
    namespaced: bool
    verbs: tuple[str, ...]
    subresources: tuple[CppSubresource, ...]


@dataclass(frozen=True, slots=True)
class CppStruct:
    definition: str
    name: str
    namespace: str
    header: str
    table: str
    """The namespace that holds its table."""
    codec: str
    """How it calls the namespace of the codecs."""
    includes: Includes
    late_includes: Includes
    """What completes types that form a cycle with this one: they need it, so they come behind it."""
    forwards: tuple[Forward, ...]
    """Declared in other namespaces."""
    local_forwards: tuple[str, ...]
    documentation: tuple[str, ...]
    fields: tuple[CppField, ...]
    kind: CppKind | None
    list_type: str
    resource: CppResource | None
    shape_union: bool
    atomic: bool
    depends: frozenset[str]
    """Definitions that its header or its table names."""

    @property
    def merges(self) -> tuple[CppMerge, ...]:
        return tuple(field.merge for field in self.fields if field.merge is not None)


@dataclass(frozen=True, slots=True)
class CppConstant:
    name: str
    value: str
    """As a literal."""


@dataclass(frozen=True, slots=True)
class CppEnumeration:
    definition: str
    name: str
    namespace: str
    header: str
    includes: Includes
    type: str
    """Of the constants."""
    documentation: tuple[str, ...]
    constants: tuple[CppConstant, ...]


@dataclass(frozen=True, slots=True)
class CppKinds:
    """What a package tells the registry: names of structs."""

    kinds: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CppTables:
    """One source: the tables and special members of some structs of a package."""

    path: str
    namespace: str
    codec: str
    includes: Includes
    structs: tuple[CppStruct, ...]
    registered: CppKinds | None
    """In the last source of a package."""


@dataclass(frozen=True, slots=True)
class CppGroup:
    """What the build has to know of a package. Paths are relative to the output."""

    target: str
    namespace: str
    sources: tuple[str, ...]
    depends: tuple[str, ...]
    client_sources: tuple[str, ...]
    client_depends: tuple[str, ...]
    informer_folders: tuple[str, ...]
    """Where its informers and listers lie: headers, all of them."""

    @property
    def macro(self) -> str:
        """Defined when the group is built."""
        return f"K8S_API_{self.target.upper()}"


@dataclass(frozen=True, slots=True)
class CppMethod:
    """A method of a client, and its twin that returns a Future."""

    name: str
    answer: str
    declared: tuple[str, ...]
    """Its parameters, with defaults."""
    defined: tuple[str, ...]
    """Its parameters, without."""
    call: str
    """What of ResourceClient does the work."""
    call_types: str
    """Its template arguments."""
    arguments: str
    documentation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CppOption:
    declaration: str
    condition: str
    json_name: str
    """As a literal."""
    text: str
    documentation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CppOptions:
    """Options of a method, made of the parameters of its operation."""

    name: str
    method: str
    options: tuple[CppOption, ...]


@dataclass(frozen=True, slots=True)
class CppResourceClient:
    name: str
    object: str
    header: str
    includes: Includes
    path: str
    accessor: str
    namespaced: bool
    methods: tuple[CppMethod, ...]
    options: tuple[CppOptions, ...]
    depends: frozenset[str]
    """Definitions that it names."""


@dataclass(frozen=True, slots=True)
class CppGroupClient:
    name: str
    accessor: str
    package: str
    """The folder."""
    namespace: str
    """That of its resource clients; it lies in the one around that."""
    inner: str
    """The last part of that namespace."""
    runtime: str
    """What stands before names of the runtime in that namespace."""
    header: str
    source: str
    includes: Includes
    """Of its source."""
    clients: tuple[CppResourceClient, ...]
    depends: frozenset[str]


@dataclass(frozen=True, slots=True)
class CppInformer:
    """The informer and the lister of one resource."""

    name: str
    lister: str
    object: str
    header: str
    includes: Includes
    lister_header: str
    lister_includes: Includes
    path: str
    accessor: str


@dataclass(frozen=True, slots=True)
class CppGroupInformers:
    name: str
    accessor: str
    package: str
    """The folder."""
    namespace: str
    """That of its informers; it lies in the one around that."""
    inner: str
    """The last part of that namespace."""
    runtime: str
    """What stands before names of the runtime in that namespace."""
    header: str
    folders: tuple[str, ...]
    informers: tuple[CppInformer, ...]


@dataclass(frozen=True, slots=True)
class CppPattern:
    constant: str
    text: str
    """As a literal."""
    steps: tuple[str, ...]
    ranges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CppConstantTable:
    type: str
    name: str
    """With `[]` behind it, of several."""
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CppValidator:
    """What checks objects of one kind."""

    object: str
    namespace: str
    runtime: str
    header: str
    source: str
    includes: Includes
    source_includes: Includes
    patterns: tuple[CppPattern, ...]
    tables: str
    """The namespace that holds the constants."""
    constants: tuple[CppConstantTable, ...]
    """Each behind those that it names."""
    root: str
