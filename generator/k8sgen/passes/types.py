"""What stands for a definition that is not an ordinary object."""

from __future__ import annotations

from dataclasses import replace

from k8sgen.errors import SpecError
from k8sgen.facts import Facts
from k8sgen.lower import names
from k8sgen.passes.rewrite import rewrite_type
from k8sgen.spec.model import (
    AnyType,
    Definition,
    Handwritten,
    ListType,
    MapType,
    ObjectType,
    Property,
    Reference,
    Scalar,
    ScalarType,
    Specification,
    Type,
)

_MACHINERY = "io.k8s.apimachinery.pkg"
_EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1"

_RAW_JSON = Handwritten("RawJson", "k8s/meta/raw_json.h")

HANDWRITTEN = {
    f"{_MACHINERY}.api.resource.Quantity": Handwritten("Quantity", "k8s/meta/quantity.h"),
    f"{_MACHINERY}.apis.meta.v1.Duration": Handwritten("Duration", "k8s/meta/time.h"),
    f"{_MACHINERY}.apis.meta.v1.FieldsV1": _RAW_JSON,
    f"{_MACHINERY}.apis.meta.v1.MicroTime": Handwritten("MicroTime", "k8s/meta/time.h"),
    f"{_MACHINERY}.apis.meta.v1.Patch": Handwritten("Patch", "k8s/rest/patch.h"),
    f"{_MACHINERY}.apis.meta.v1.Time": Handwritten("Time", "k8s/meta/time.h"),
    f"{_MACHINERY}.apis.meta.v1.WatchEvent": Handwritten("WatchEvent", "k8s/rest/watch.h"),
    f"{_MACHINERY}.runtime.RawExtension": _RAW_JSON,
    f"{_MACHINERY}.util.intstr.IntOrString": Handwritten("IntOrString", "k8s/meta/int_or_string.h"),
    f"{_EXTENSIONS}.JSON": _RAW_JSON,
}

_SCHEMA = Reference(f"{_EXTENSIONS}.JSONSchemaProps")
_SHAPE_UNIONS: dict[str, dict[str, Type]] = {
    f"{_EXTENSIONS}.JSONSchemaPropsOrArray": {"schema": _SCHEMA, "jsonSchemas": ListType(_SCHEMA)},
    f"{_EXTENSIONS}.JSONSchemaPropsOrBool": {"allows": ScalarType(Scalar.BOOLEAN), "schema": _SCHEMA},
    f"{_EXTENSIONS}.JSONSchemaPropsOrStringArray": {"schema": _SCHEMA, "property": ListType(ScalarType(Scalar.STRING))},
}


def keep_empty_structs(specification: Specification, facts: Facts) -> Specification:
    """An object without properties may hold anything, or nothing: those that Go knows as structs hold nothing yet."""
    definitions = {
        name: replace(definition, type=ObjectType(()), free_form=False)
        if definition.free_form and name not in HANDWRITTEN and facts.is_struct(name)
        else definition
        for name, definition in specification.definitions.items()
    }
    return replace(specification, definitions=definitions)


def map_handwritten(specification: Specification, _facts: Facts) -> Specification:
    """Types whose JSON is not that of their members, or which know more than their members, are written by hand."""
    mapped = {name: stand_in for name, stand_in in HANDWRITTEN.items() if name in specification.definitions}
    return replace(specification, handwritten={**specification.handwritten, **mapped})


def unions_of_shapes(specification: Specification, _facts: Facts) -> Specification:
    """Three definitions say nothing at all: they are a schema or something else, and get the members that Go has."""
    definitions = dict(specification.definitions)
    for name, members in _SHAPE_UNIONS.items():
        definition = definitions.get(name)
        if definition is None or not isinstance(definition.type, AnyType):
            continue
        properties = tuple(Property(member, members[member], f"{definition.pointer}/{member}") for member in sorted(members))
        definitions[name] = replace(definition, type=ObjectType(properties), shape_union=True)
    return replace(specification, definitions=definitions)


def inline_plain_definitions(specification: Specification, _facts: Facts) -> Specification:
    """A definition that is no object is another name for a type: whoever refers to it has that type."""
    plain: dict[str, Type] = {
        name: definition.type
        for name, definition in specification.definitions.items()
        if not isinstance(definition.type, ObjectType) and name not in specification.handwritten
    }
    if not plain:
        return specification
    for name in plain:
        _check_ends(name, plain, specification)

    def resolve(part: Type) -> Type:
        if isinstance(part, Reference) and part.definition in plain:
            return rewrite_type(plain[part.definition], resolve)
        return part

    resolved = {name: rewrite_type(part, resolve) for name, part in plain.items()}
    definitions = {
        name: definition
        if (inlined := rewrite_type(definition.type, resolve)) is definition.type or name in plain
        else replace(definition, type=inlined)
        for name, definition in specification.definitions.items()
    }
    return replace(specification, definitions=definitions, plain={**specification.plain, **resolved})


def _check_ends(name: str, plain: dict[str, Type], specification: Specification) -> None:
    """Lists and maps of themselves, and names for each other, have no C++ type."""
    seen: set[str] = set()
    part = plain[name]
    while True:
        match part:
            case ListType(element) | MapType(element):
                part = element
            case Reference(target) if target in plain and target not in seen:
                seen.add(target)
                part = plain[target]
            case Reference(target) if target in seen:
                raise SpecError(specification.definitions[name].pointer, "is defined by nothing but itself")
            case _:
                return


def name_nested_objects(specification: Specification, _facts: Facts) -> Specification:
    """Custom resources describe their objects in place: each gets a definition, named after its owner and property.

    A number behind it where that is the name of another: who has the document of a cluster cannot change it.
    """
    naming = _NestedObjects(specification)
    for definition in specification.definitions.values():
        naming.visit(definition)
    return replace(specification, definitions=naming.definitions) if naming.found else specification


class _NestedObjects:
    def __init__(self, specification: Specification) -> None:
        self.definitions = dict(specification.definitions)
        self._files = {_file(name) for name in specification.definitions}
        self._numbers = names.Numbers(_file)
        self.found = False

    def visit(self, definition: Definition) -> None:
        if isinstance(definition.type, ObjectType):
            members = tuple(self._member(definition.name, member) for member in definition.type.properties)
            if any(new is not old for new, old in zip(members, definition.type.properties, strict=True)):
                self.definitions[definition.name] = replace(definition, type=ObjectType(members))

    def _member(self, owner: str, member: Property) -> Property:
        named = self._name(owner + member.name[:1].upper() + _identifier_part(member.name[1:]), member.type, member)
        return member if named is member.type else replace(member, type=named)

    def _name(self, name: str, part: Type, member: Property) -> Type:
        match part:
            case ListType(element):
                inner = self._name(name, element, member)
                return part if inner is element else ListType(inner)
            case MapType(element):
                inner = self._name(name, element, member)
                return part if inner is element else MapType(inner)
            case ObjectType():
                return self._define(name, part, member)
            case _:
                return part

    def _define(self, name: str, part: ObjectType, member: Property) -> Reference:
        chosen = self._numbers.free(name, self._files)
        self.found = True
        nested = Definition(name=chosen, type=part, pointer=member.pointer, description=member.description)
        self.definitions[chosen] = nested
        self._files.add(_file(chosen))
        self.visit(nested)
        return Reference(chosen)


def _file(definition: str) -> str:
    """Names that would be one file are as good as one."""
    package, _, name = definition.rpartition(".")
    return f"{package}.{names.snake(names.identifier(name))}"


def _identifier_part(text: str) -> str:
    return "".join(character if character.isalnum() and character.isascii() else "_" for character in text)
