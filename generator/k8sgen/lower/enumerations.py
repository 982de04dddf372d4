"""Enumerations: constants for the values that a string or a number may have."""

from __future__ import annotations

from k8sgen.lower import names
from k8sgen.lower.catalog import Catalog
from k8sgen.lower.includes import includes
from k8sgen.lower.model import CppConstant, CppEnumeration
from k8sgen.lower.text import comment_lines, literal
from k8sgen.spec.model import Scalar

_COMMENT_WIDTH = 120
_INTEGERS = {Scalar.INT32: "std::int32_t", Scalar.INT64: "std::int64_t"}


def lower_enumerations(catalog: Catalog) -> list[CppEnumeration]:
    return [_enumeration(key, catalog) for key in catalog.enumerations]


def _enumeration(key: str, catalog: Catalog) -> CppEnumeration:
    named = catalog.enumerations[key]
    enumeration = catalog.enumeration_values[key]
    uses = ", ".join(
        f"{catalog.call(catalog.structs[definition], named.package)}::{names.identifier(member)}"
        for definition, member in enumeration.uses
    )
    integer = _INTEGERS.get(enumeration.scalar)
    constants = names.enumerators(key, enumeration.values, renames=catalog.options.foreign)
    return CppEnumeration(
        definition=key,
        name=named.name,
        namespace=catalog.full_namespace(named.package),
        header=named.header,
        includes=includes(("<cstdint>",) if integer else ()),
        type=integer or "const char*",
        documentation=comment_lines(f"Values of {uses}. A newer server may send others.", _COMMENT_WIDTH),
        constants=tuple(CppConstant(constants[value], value if integer else literal(value)) for value in enumeration.values),
    )
