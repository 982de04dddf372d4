"""Repairs of group, version and kind."""

from __future__ import annotations

from dataclasses import replace

from k8sgen.facts import Facts
from k8sgen.passes.rewrite import with_definition
from k8sgen.spec.model import GroupVersionKind, Specification

_META = "io.k8s.apimachinery.pkg.apis.meta.v1"


def one_kind_for_status(specification: Specification, _facts: Facts) -> Specification:
    """Status carries a second kind, of whichever group was registered last; it is v1/Status everywhere."""
    return _keep_only(specification, f"{_META}.Status", GroupVersionKind("", "v1", "Status"))


def one_kind_for_delete_options(specification: Specification, _facts: Facts) -> Specification:
    """DeleteOptions is listed as a kind of every group, yet every group takes v1/DeleteOptions, so that is what it is."""
    return _keep_only(specification, f"{_META}.DeleteOptions", GroupVersionKind("", "v1", "DeleteOptions"))


def _keep_only(specification: Specification, name: str, kind: GroupVersionKind) -> Specification:
    definition = specification.definitions.get(name)
    if definition is None or len(definition.kinds) < 2 or kind not in definition.kinds:
        return specification
    return with_definition(specification, replace(definition, kinds=(kind,)))
