"""What the pods of one ReplicaSet have in common: labels, owner and the shape of their spec."""

from __future__ import annotations

from dataclasses import dataclass

from bench_lib.data.containers import grpc_server, log_shipper, mesh_proxy, migration, web_server, worker
from bench_lib.data.managed_fields import Json, owned_fields
from bench_lib.data.splitmix import Random
from bench_lib.data.timestamps import timestamp

_SEED = 0x5245504C << 32

_NAMESPACES = ("shop", "payments", "search", "media", "platform-services", "monitoring", "ingress", "data-pipelines")
_SUBJECTS = (
    "cart",
    "catalog",
    "checkout",
    "currency",
    "delivery",
    "discounts",
    "feed",
    "fulfilment",
    "images",
    "inventory",
    "invoices",
    "ledger",
    "locations",
    "mailer",
    "metrics",
    "notifications",
    "orders",
    "pricing",
    "profiles",
    "queries",
    "ratings",
    "recommendations",
    "refunds",
    "reports",
    "sessions",
    "settlements",
    "shipping",
    "stock",
    "suggestions",
    "taxes",
    "thumbnails",
    "transcoding",
    "vouchers",
    "webhooks",
)
_ROLES = ("api", "web", "worker", "gateway", "consumer", "indexer", "sync", "backend")
_MAIN_CONTAINERS = (web_server, web_server, grpc_server, worker)

_POD_SPEC_ORDER = (
    "volumes",
    "initContainers",
    "containers",
    "restartPolicy",
    "terminationGracePeriodSeconds",
    "dnsPolicy",
    "nodeSelector",
    "serviceAccountName",
    "serviceAccount",
    "nodeName",
    "securityContext",
    "imagePullSecrets",
    "affinity",
    "schedulerName",
    "tolerations",
    "priorityClassName",
    "priority",
    "enableServiceLinks",
    "preemptionPolicy",
    "topologySpreadConstraints",
)


def in_go_order(spec: Json) -> Json:
    return {name: spec[name] for name in _POD_SPEC_ORDER if name in spec}


@dataclass(frozen=True)
class ReplicaSet:
    name: str
    namespace: str
    created: int
    labels: dict[str, str]
    annotations: dict[str, str]
    owner: Json
    spec: Json
    image_ids: dict[str, str]
    fields: Json
    has_network_annotation: bool


def _annotations(rng: Random, namespace: str) -> dict[str, str]:
    annotations = {
        "checksum/config": rng.hex(64),
        "kubectl.kubernetes.io/restartedAt": timestamp(rng.below(80_000)),
    }
    if rng.chance(15):
        annotations["example.com/owner"] = f"équipe {namespace} → #{namespace}-on-call <{namespace}@example.com>"
    if rng.chance(10):
        annotations |= {"prometheus.io/port": "9090", "prometheus.io/scrape": "true"}
    return dict(sorted(annotations.items()))


def _volumes_and_mounts(rng: Random, app: str) -> tuple[list[Json], list[Json]]:
    config = {"name": f"{app}-config-{rng.suffix(10)}", "defaultMode": 420}
    volumes: list[Json] = [{"name": "config", "configMap": config}]
    mounts: list[Json] = [{"name": "config", "readOnly": True, "mountPath": "/etc/app"}]
    if rng.chance(30):
        volumes.append({"name": "tmp", "emptyDir": {}})
        mounts.append({"name": "tmp", "mountPath": "/tmp"})
    if rng.chance(20):
        volumes.append({"name": "tls", "secret": {"secretName": f"{app}-tls", "defaultMode": 288}})
        mounts.append({"name": "tls", "readOnly": True, "mountPath": "/etc/tls"})
    if rng.chance(15):
        volumes.append({"name": "cache", "persistentVolumeClaim": {"claimName": f"{app}-cache"}})
        mounts.append({"name": "cache", "mountPath": "/var/cache/app", "subPath": "shared"})
    return volumes, mounts


def _affinity(rng: Random, selector: dict[str, str]) -> Json:
    term = {
        "weight": 100,
        "podAffinityTerm": {"labelSelector": {"matchLabels": selector}, "topologyKey": "kubernetes.io/hostname"},
    }
    apart = {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [term]}}
    if rng.chance(60):
        return apart
    requirement = {"key": "node.kubernetes.io/instance-type", "operator": "NotIn", "values": ["small", "micro"]}
    terms = {"nodeSelectorTerms": [{"matchExpressions": [requirement]}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}} | apart


def _placement(rng: Random, namespace: str, selector: dict[str, str]) -> Json:
    spec: Json = {}
    if rng.chance(25):
        spec["nodeSelector"] = {"kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux"}
    if rng.chance(20):
        spec["affinity"] = _affinity(rng, selector)
    if rng.chance(30):
        toleration = {"key": "dedicated", "operator": "Equal", "value": namespace, "effect": "NoSchedule"}
        spec["tolerations"] = [toleration]
    if rng.chance(25):
        spec["priorityClassName"] = "business-critical"
    if rng.chance(12):
        spread = {"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway"}
        spec["topologySpreadConstraints"] = [spread | {"labelSelector": {"matchLabels": selector}}]
    return spec


def _pod_template(rng: Random, app: str, image: str) -> Json:
    volumes, mounts = _volumes_and_mounts(rng, app)
    beside = []
    if rng.chance(5):
        volumes.append({"name": "logs", "emptyDir": {"sizeLimit": "256Mi"}})
        mounts.append({"name": "logs", "mountPath": "/var/log/app"})
        beside.append(log_shipper())
    if rng.chance(7):
        volumes.append({"name": "mesh-data", "emptyDir": {"medium": "Memory"}})
        beside.append(mesh_proxy(rng))
    spec: Json = {
        "volumes": volumes,
        "containers": [rng.pick(_MAIN_CONTAINERS)(rng, app, image, mounts), *beside],
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": rng.pick((30, 30, 60)),
        "dnsPolicy": "ClusterFirst",
        "serviceAccountName": app,
        "serviceAccount": app,
        "securityContext": {},
        "schedulerName": "default-scheduler",
    }
    if rng.chance(6):
        spec["initContainers"] = [migration(app, image)]
    if rng.chance(25):
        spec["securityContext"] = {"fsGroup": 10001, "seccompProfile": {"type": "RuntimeDefault"}}
    if rng.chance(30):
        spec["imagePullSecrets"] = [{"name": "registry-credentials"}]
    return spec


def _image_ids(rng: Random, spec: Json) -> dict[str, str]:
    images = [container["image"] for container in spec["containers"]]
    return {image: f"{image.rpartition(':')[0]}@sha256:{rng.hex(64)}" for image in images}


def replica_set(index: int) -> ReplicaSet:
    rng = Random(_SEED + index)
    app = f"{rng.pick(_SUBJECTS)}-{rng.pick(_ROLES)}"
    namespace = rng.pick(_NAMESPACES)
    template_hash = rng.suffix(10)
    name = f"{app}-{template_hash}"
    version = f"{1 + rng.below(4)}.{rng.below(60)}.{rng.below(20)}"

    selector = {"app.kubernetes.io/instance": f"{app}-production", "app.kubernetes.io/name": app}
    labels = selector | {"app.kubernetes.io/part-of": namespace, "pod-template-hash": template_hash}
    annotations = _annotations(rng, namespace)
    template = _pod_template(rng, app, f"registry.example.com/{namespace}/{app}:{version}")
    spec = in_go_order(template | _placement(rng, namespace, selector))
    owner = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "name": name,
        "uid": rng.uid(),
        "controller": True,
        "blockOwnerDeletion": True,
    }
    metadata = {"generateName": f"{name}-", "labels": labels, "annotations": annotations, "ownerReferences": [owner]}
    return ReplicaSet(
        name=name,
        namespace=namespace,
        created=rng.below(8_000_000),
        labels=labels,
        annotations=annotations,
        owner=owner,
        spec=spec,
        image_ids=_image_ids(rng, spec),
        # What admission adds to each pod (the token volume, the default tolerations) nobody owns in a real one either.
        fields={"f:metadata": owned_fields(metadata), "f:spec": owned_fields(spec)},
        has_network_annotation=rng.chance(12),
    )
