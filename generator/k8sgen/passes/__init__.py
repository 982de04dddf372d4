"""Passes over a specification: named, pure, each with its reason in its docstring.

A pass that changes nothing has outlived its reason, so on a committed document that is an error. On somebody else's document
it is only worth a warning, and only if what it repairs is there at all.
"""

from __future__ import annotations

from k8sgen.passes.base import Pass, Trace, run_passes
from k8sgen.passes.kinds import one_kind_for_delete_options, one_kind_for_status
from k8sgen.passes.merging import protocol_defaults_to_tcp
from k8sgen.passes.operations import (
    bindings_are_made_on_pods,
    eviction_and_binding_answer_with_status,
    pod_log_takes_since_time,
    skip_connections,
    skip_deprecated_watches,
    skip_what_is_no_resource,
)
from k8sgen.passes.types import (
    inline_plain_definitions,
    keep_empty_structs,
    map_handwritten,
    name_nested_objects,
    unions_of_shapes,
)

__all__ = ["PASSES", "Pass", "Trace", "run_passes"]

_CORE = "io.k8s.api.core.v1"
_META = "io.k8s.apimachinery.pkg.apis.meta.v1"
_EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1"

PASSES: tuple[Pass, ...] = (
    Pass(one_kind_for_status, repairs=(f"{_META}.Status",), since=(1, 26), until=(1, 30)),
    Pass(one_kind_for_delete_options, repairs=(f"{_META}.DeleteOptions",)),
    Pass(keep_empty_structs, repairs=("io.k8s.api.apiserverinternal.v1alpha1.StorageVersionSpec",)),
    Pass(map_handwritten, repairs=(f"{_META}.Time",)),
    Pass(unions_of_shapes, repairs=(f"{_EXTENSIONS}.JSONSchemaPropsOrBool",)),
    Pass(inline_plain_definitions, always_applies=False),
    Pass(name_nested_objects, always_applies=False),
    Pass(protocol_defaults_to_tcp, repairs=(f"{_CORE}.ContainerPort", f"{_CORE}.ServicePort")),
    Pass(pod_log_takes_since_time, repairs=(f"{_CORE}.Pod",)),
    Pass(eviction_and_binding_answer_with_status, repairs=(f"{_CORE}.Pod",)),
    Pass(bindings_are_made_on_pods, repairs=(f"{_CORE}.Binding",)),
    Pass(skip_deprecated_watches),
    Pass(skip_connections),
    Pass(skip_what_is_no_resource),
)
