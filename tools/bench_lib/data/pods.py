"""A deterministic v1 PodList, spelled byte for byte as an API server prints one.

What a decoder meets in a real cluster is imitated, because it decides what is measured: the pods of one ReplicaSet
share labels, owner and the shape of their spec and differ in names, uids, addresses, nodes and times; managedFields
are more than a third of a pod; the members stand in the order of the Go structs; `<`, `>` and `&` are escaped as Go's
encoder escapes them. client-go, decoding and encoding the list again, gives back the same bytes, and its benchmark
fails where it does not.

Pod number n depends on n alone, so a shorter list is a prefix of a longer one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

from bench_lib.data.managed_fields import Json, managed_fields, owned_fields
from bench_lib.data.replica_sets import ReplicaSet, in_go_order, replica_set
from bench_lib.data.splitmix import Random
from bench_lib.data.timestamps import timestamp

PODS_PER_REPLICA_SET = 20

_SEED = 0x504F4400 << 32
_NODES = 250
_ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")
_NETWORK_ANNOTATION = "cni.example.com/network-status"

_NO_EXECUTE = [
    {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
    for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
]

ContainerState = Literal["running", "completed", "crashing"]


def _token_volume(name: str) -> Json:
    namespace = {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
    sources = [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [namespace]}},
    ]
    return {"name": name, "projected": {"sources": sources, "defaultMode": 420}}


def _spec(owner: ReplicaSet, token_volume: str, node: str | None) -> Json:
    """The template, and what admission and the scheduler add to each pod of it."""
    template = owner.spec
    token = {"name": token_volume, "readOnly": True, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}
    spec = template | {
        "volumes": [*template["volumes"], _token_volume(token_volume)],
        "tolerations": [*template.get("tolerations", []), *_NO_EXECUTE],
        "priority": 1_000_000 if "priorityClassName" in template else 0,
        "enableServiceLinks": True,
        "preemptionPolicy": "PreemptLowerPriority",
    }
    for kind in ("initContainers", "containers"):
        if kind in template:
            spec[kind] = [each | {"volumeMounts": [*each["volumeMounts"], token]} for each in template[kind]]
    if node:
        spec["nodeName"] = node
    return in_go_order(spec)


def _condition(kind: str, time: str, reason: str = "", message: str = "") -> Json:
    """One that is true, unless there is a reason why not."""
    condition: Json = {
        "type": kind,
        "observedGeneration": 1,
        "status": "False" if reason else "True",
        "lastProbeTime": None,
        "lastTransitionTime": time,
    }
    return condition | ({"reason": reason, "message": message} if reason else {})


def _container_status(rng: Random, owner: ReplicaSet, container: Json, started: int, state: ContainerState) -> Json:
    own_id = f"containerd://{rng.hex(64)}"
    restarts = 1 + rng.below(40) if state == "crashing" or (state == "running" and rng.chance(12)) else 0
    last: Json = {}
    if restarts:
        last["terminated"] = {
            "exitCode": rng.pick((1, 2, 137, 143)),
            "reason": "Error",
            "startedAt": timestamp(started),
            "finishedAt": timestamp(started + 900),
            "containerID": own_id if state == "crashing" else f"containerd://{rng.hex(64)}",
        }
        started += 1_000
    now: Json = {"running": {"startedAt": timestamp(started)}}
    if state == "crashing":
        message = f"back-off 5m0s restarting failed container={container['name']} pod={owner.name}_{owner.namespace}"
        now = {"waiting": {"reason": "CrashLoopBackOff", "message": message}}
    elif state == "completed":
        times = {"startedAt": timestamp(started), "finishedAt": timestamp(started + 2)}
        now = {"terminated": {"exitCode": 0, "reason": "Completed", **times, "containerID": own_id}}
    status: Json = {
        "name": container["name"],
        "state": now,
        "lastState": last,
        "ready": state != "crashing",
        "restartCount": restarts,
        "image": container["image"],
        "imageID": owner.image_ids[container["image"]],
        "containerID": own_id,
        "started": state == "running",
    }
    if container["resources"]:
        status["allocatedResources"] = container["resources"]["requests"]
    status["resources"] = container["resources"]
    status["volumeMounts"] = [
        {"name": mount["name"], "mountPath": mount["mountPath"]}
        | ({"readOnly": True, "recursiveReadOnly": "Disabled"} if "readOnly" in mount else {})
        for mount in container["volumeMounts"]
    ]
    return status


def _status(rng: Random, owner: ReplicaSet, spec: Json, created: int, host: str, address: str) -> Json:
    started = created + 4 + rng.below(40)
    crashing = rng.chance(3)
    scheduled_at, running_at = timestamp(created + 1), timestamp(started)
    why_not = ("", "")
    if crashing:
        why_not = ("ContainersNotReady", f"containers with unready status: [{spec['containers'][0]['name']}]")
    status: Json = {
        "observedGeneration": 1,
        "phase": "Running",
        "conditions": [
            _condition("PodReadyToStartContainers", running_at),
            _condition("Initialized", scheduled_at),
            _condition("Ready", running_at, *why_not),
            _condition("ContainersReady", running_at, *why_not),
            _condition("PodScheduled", scheduled_at),
        ],
        "hostIP": host,
        "hostIPs": [{"ip": host}],
        "podIP": address,
        "podIPs": [{"ip": address}],
        "startTime": scheduled_at,
    }
    if "initContainers" in spec:
        status["initContainerStatuses"] = [
            _container_status(rng, owner, container, created + 2, "completed") for container in spec["initContainers"]
        ]
    first, *others = spec["containers"]
    status["containerStatuses"] = [
        _container_status(rng, owner, first, started, "crashing" if crashing else "running"),
        *(_container_status(rng, owner, other, started, "running") for other in others),
    ]
    status["qosClass"] = "Burstable"
    return status


def _pending_status(created: int) -> Json:
    message = (
        f"0/{_NODES} nodes are available: 12 node(s) had untolerated taint(s), {_NODES - 12} Insufficient cpu. "
        f"preemption: 0/{_NODES} nodes are available: {_NODES} No preemption victims found for incoming pod."
    )
    unscheduled = _condition("PodScheduled", timestamp(created), "Unschedulable", message)
    return {"observedGeneration": 1, "phase": "Pending", "conditions": [unscheduled], "qosClass": "Burstable"}


def _status_fields(manager: str, time: str, status: Json, conditions: list[Json]) -> Json:
    unowned = ("qosClass", "observedGeneration")
    owned = {name: value for name, value in status.items() if name not in unowned} | {"conditions": conditions}
    return managed_fields(manager, time, {"f:status": owned_fields(owned)}, "status")


def pod(number: int, owner: ReplicaSet) -> Json:
    rng = Random(_SEED + number)
    created = owner.created + rng.below(3_000)
    node = rng.below(_NODES)
    address = f"10.{128 + node // 64}.{node % 64 * 4 + rng.below(4)}.{2 + rng.below(250)}"
    pending = rng.chance(2)

    metadata: Json = {
        "name": f"{owner.name}-{rng.suffix(5)}",
        "generateName": f"{owner.name}-",
        "namespace": owner.namespace,
        "uid": rng.uid(),
        "resourceVersion": str(41_000_000 + number * 7 + rng.below(7)),
        "generation": 1,
        "creationTimestamp": timestamp(created),
    }
    if rng.chance(1):
        metadata |= {"deletionTimestamp": timestamp(created + 90_000), "deletionGracePeriodSeconds": 30}
    annotations = owner.annotations
    managed = [managed_fields("kube-controller-manager", timestamp(created), owner.fields)]
    token_volume = f"kube-api-access-{rng.suffix(5)}"

    if pending:
        spec = _spec(owner, token_volume, None)
        status = _pending_status(created)
        managed.append(_status_fields("kube-scheduler", timestamp(created), status, status["conditions"]))
    else:
        spec = _spec(owner, token_volume, f"worker-{node:03d}.{_ZONES[node % 3]}")
        status = _status(rng, owner, spec, created, f"10.{20 + node // 200}.{node % 200}.10", address)
        if owner.has_network_annotation:
            network = [{"name": "cluster-net", "interface": "eth0", "ips": [address], "default": True, "dns": {}}]
            annotations = dict(sorted((annotations | {_NETWORK_ANNOTATION: json.dumps(network, indent=4)}).items()))
            fields: Json = {"f:metadata": {"f:annotations": {f"f:{_NETWORK_ANNOTATION}": {}}}}
            managed.append(managed_fields("network-daemon", timestamp(created + 3), fields, "status"))
        # The last condition, PodScheduled, came with the binding, of which nobody owns the fields.
        managed.append(_status_fields("kubelet", timestamp(created + 60), status, status["conditions"][:-1]))

    metadata |= {
        "labels": owner.labels,
        "annotations": annotations,
        "ownerReferences": [owner.owner],
        "managedFields": managed,
    }
    return {"metadata": metadata, "spec": spec, "status": status}


def _encode(value: Json) -> bytes:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    # Go's encoder escapes what HTML would interpret. These characters only ever stand inside strings.
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").encode()


def pod_list(count: int) -> Iterator[bytes]:
    """The list in pieces, each pod one piece; together one JSON document with a newline at its end, as Go writes it."""
    yield b'{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"48213907"},"items":['
    owner = replica_set(0)
    for number in range(count):
        if number % PODS_PER_REPLICA_SET == 0:
            owner = replica_set(number // PODS_PER_REPLICA_SET)
        yield (b"," if number else b"") + _encode(pod(number, owner))
    yield b"]}\n"
