"""Presence: whether a field can be absent, and when it is written. The one place that decides it.

Go decides where Go knows the field; rules over the schema where it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from k8sgen.facts import GoField


class Category(Enum):
    """What a field's type means for its presence."""

    SCALAR = "scalar"
    VALUE = "value"
    """A handwritten type that behaves as a scalar: Time, Quantity, IntOrString."""
    BYTES = "bytes"
    RAW = "raw JSON"
    STRUCT = "struct"
    COLLECTION = "list or map"


class Holder(Enum):
    PLAIN = "plain"
    OPTIONAL = "optional"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class Presence:
    holder: Holder
    always_written: bool
    reason: str


def from_go(go: GoField, category: Category, *, required: bool, plain_if_pointer: bool) -> Presence:
    """What Go has. `required` is the document's word; `plain_if_pointer`, that of the facts' own specification."""
    if category is Category.RAW:
        return Presence(Holder.PLAIN, False, "raw JSON: empty text is absence")
    if category in (Category.COLLECTION, Category.BYTES):
        return Presence(Holder.PLAIN, not go.omitempty, _omitempty("a slice or map in Go", go))
    if go.type.pointer:
        if category is not Category.STRUCT:
            return Presence(Holder.OPTIONAL, False, "a pointer in Go")
        if plain_if_pointer:
            return Presence(Holder.PLAIN, True, "a pointer in Go, but required")
        return Presence(Holder.BOX, False, "a pointer to a struct in Go")
    if category is Category.SCALAR:
        return Presence(Holder.PLAIN, not go.omitempty, _omitempty("a value in Go", go))
    return Presence(Holder.PLAIN, required, "a struct in Go" + (", required" if required else ""))


def from_schema(category: Category, *, required: bool, nullable: bool, outermost: bool, distinguishes_empty: bool) -> Presence:
    """What the schema suggests where Go is silent.

    `outermost`: `metadata`, `spec` and `status` of a whole object, which every program expects to be there.
    `distinguishes_empty`: the field has a default or is nullable, so that absent and empty differ.
    """
    if required and nullable:
        return Presence(Holder.BOX if category is Category.STRUCT else Holder.OPTIONAL, True, "required, but may be null")
    if category is Category.RAW:
        return Presence(Holder.PLAIN, False, "raw JSON: empty text is absence")
    if required:
        return Presence(Holder.PLAIN, True, "required")
    if category is Category.STRUCT:
        holder = Holder.PLAIN if outermost else Holder.BOX
        return Presence(holder, False, "metadata, spec or status" if outermost else "an optional struct")
    if category is Category.COLLECTION:
        if distinguishes_empty:
            return Presence(Holder.OPTIONAL, False, "a list or map whose absence has a meaning")
        return Presence(Holder.PLAIN, False, "an optional list or map")
    return Presence(Holder.OPTIONAL, False, "an optional scalar")


def _omitempty(what: str, go: GoField) -> str:
    return what + (", omitempty" if go.omitempty else ", always written")
