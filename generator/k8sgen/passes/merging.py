"""Repairs of how lists are merged."""

from __future__ import annotations

from dataclasses import replace

from k8sgen.facts import Facts
from k8sgen.passes.rewrite import with_property
from k8sgen.spec.model import Specification

_PORTS = ("io.k8s.api.core.v1.ContainerPort", "io.k8s.api.core.v1.ServicePort")


def protocol_defaults_to_tcp(specification: Specification, _facts: Facts) -> Specification:
    """`protocol` is a key of the ports of containers and services, yet may be left out: it counts as TCP then.

    The server knows that default; the document does not say it.
    """
    for definition in _PORTS:
        specification = with_property(
            specification,
            definition,
            "protocol",
            lambda member: member if member.default is not None else replace(member, default="TCP"),
        )
    return specification
