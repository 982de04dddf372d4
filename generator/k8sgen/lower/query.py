"""Options that are sent as a query: a struct made of the parameters of an operation."""

from __future__ import annotations

from dataclasses import dataclass

from k8sgen.errors import SpecError
from k8sgen.lower import names
from k8sgen.lower.model import CppOption, CppOptions
from k8sgen.lower.text import comment_lines, literal
from k8sgen.spec.model import Operation, Parameter, Scalar, ScalarType

_COMMENT_WIDTH = 110

# Parameters that mean nothing to a program.
_COSMETIC = frozenset({"pretty"})


@dataclass(frozen=True, slots=True)
class LoweredQuery:
    options: CppOptions
    headers: frozenset[str]


def lower_query(name: str, method: str, operation: Operation, time: str) -> LoweredQuery:
    """`time` is what the struct calls the runtime's Time."""
    parameters = sorted(
        (parameter for parameter in operation.parameters if parameter.location == "query" and parameter.name not in _COSMETIC),
        key=lambda parameter: parameter.name,
    )
    headers: set[str] = set()
    options = tuple(_option(parameter, operation, time, headers) for parameter in parameters)
    return LoweredQuery(CppOptions(name, method, options), frozenset(headers))


def _option(parameter: Parameter, operation: Operation, time: str, headers: set[str]) -> CppOption:
    """Every option has a default that is not sent."""
    if not isinstance(parameter.type, ScalarType):
        raise SpecError(operation.pointer, f"the parameter {parameter.name!r} has no C++ type")
    member = names.identifier(parameter.name)
    access = f"options.{member}"
    match parameter.type.scalar:
        case Scalar.BOOLEAN:
            declaration, condition, text = f"bool {member} = false", access, '"true"'
        case Scalar.INT32 | Scalar.INT64:
            headers |= {"<cstdint>", "<optional>"}
            declaration = f"std::optional<std::int64_t> {member} = {{}}"
            condition, text = access, f"std::to_string(*{access})"
        case Scalar.TIME:
            headers |= {"<optional>", "k8s/meta/time.h"}
            declaration = f"std::optional<{time}> {member} = {{}}"
            condition, text = access, f"{access}->ToString()"
        case _:
            headers.add("<string>")
            declaration, condition, text = f"std::string {member} = {{}}", f"!{access}.empty()", access
    documentation = comment_lines(parameter.description, _COMMENT_WIDTH)
    return CppOption(declaration, condition, literal(parameter.name), text, documentation)
