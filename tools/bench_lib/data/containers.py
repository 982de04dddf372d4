"""Containers of the usual kinds: a web server, a gRPC server, a worker, and what stands beside them."""

from __future__ import annotations

from bench_lib.data.managed_fields import Json
from bench_lib.data.splitmix import Random

_SETTINGS = {
    "CACHE_TTL_SECONDS": "300",
    "DATABASE_OPTIONS": "sslmode=verify-full&connect_timeout=5&application_name=backend",
    "FEATURE_FLAGS": "new-checkout=true,fast-search=false,dark-mode=true",
    "GOMAXPROCS": "2",
    "HTTP_PORT": "8080",
    "KAFKA_BROKERS": "kafka-0.kafka.data-pipelines.svc:9092,kafka-1.kafka.data-pipelines.svc:9092",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "info",
    "MAX_CONNECTIONS": "128",
    "METRICS_ADDR": "0.0.0.0:9090",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://otel-collector.monitoring.svc.cluster.local:4317",
    "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
    "OTEL_TRACES_SAMPLER_ARG": "0.05",
    "REDIS_URL": "redis://redis-master.data-pipelines.svc.cluster.local:6379/0",
    "RETRY_BACKOFF": "200ms",
    "SHUTDOWN_GRACE_PERIOD": "25s",
    "TZ": "UTC",
}
_SECRET_KEYS = {
    "API_TOKEN": "token",
    "CLIENT_SECRET": "client-secret",
    "DATABASE_PASSWORD": "password",
    "DATABASE_URL": "url",
    "SIGNING_KEY": "key",
}
_SIZES = (("128Mi", "256Mi"), ("256Mi", "512Mi"), ("512Mi", "1Gi"), ("1Gi", "2Gi"), ("2Gi", "4Gi"))


def _from_field(name: str, path: str) -> Json:
    return {"name": name, "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": path}}}


def _from_secret(name: str, app: str) -> Json:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": f"{app}-credentials", "key": _SECRET_KEYS[name]}}}


def _environment(rng: Random, app: str) -> list[Json]:
    env: list[Json] = [_from_field("POD_NAME", "metadata.name")]
    if rng.chance(40):
        env.append(_from_field("POD_NAMESPACE", "metadata.namespace"))
    if rng.chance(10):
        env.append(_from_field("NODE_NAME", "spec.nodeName"))
    if rng.chance(15):
        limit = {"containerName": app, "resource": "limits.memory", "divisor": "0"}
        env.append({"name": "MEMORY_LIMIT", "valueFrom": {"resourceFieldRef": limit}})
    env += [{"name": name, "value": _SETTINGS[name]} for name in rng.some(list(_SETTINGS), rng.below(3))]
    env += [_from_secret(name, app) for name in rng.some(list(_SECRET_KEYS), rng.below(2))]
    return env


def _resources(rng: Random) -> Json:
    memory, twice = rng.pick(_SIZES)
    limits = {"cpu": "2", "memory": twice} if rng.chance(40) else {"memory": memory}
    return {"limits": limits, "requests": {"cpu": rng.pick(("50m", "100m", "250m", "500m")), "memory": memory}}


def _probe(handler: Json, *, delay: int = 0, period: int = 10, failures: int = 3) -> Json:
    start = {"initialDelaySeconds": delay} if delay else {}
    rest = {"timeoutSeconds": 2, "periodSeconds": period, "successThreshold": 1, "failureThreshold": failures}
    return handler | start | rest


def _http_get(path: str, port: int | str) -> Json:
    return {"httpGet": {"path": path, "port": port, "scheme": "HTTP"}}


def _restricted(user: int) -> Json:
    return {
        "capabilities": {"drop": ["ALL"]},
        "runAsUser": user,
        "runAsNonRoot": True,
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
    }


def _container(parts: Json, mounts: list[Json], probes: Json, security: Json | None = None) -> Json:
    """`parts` are the members that come before the mounts in the order of the Go struct."""
    container = parts | {"volumeMounts": mounts} | probes
    container |= {
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "imagePullPolicy": "IfNotPresent",
    }
    return container | ({"securityContext": security} if security else {})


def web_server(rng: Random, app: str, image: str, mounts: list[Json]) -> Json:
    ports = [{"name": "http", "containerPort": 8080, "protocol": "TCP"}]
    if rng.chance(30):
        ports.append({"name": "metrics", "containerPort": 9090, "protocol": "TCP"})
    parts: Json = {
        "name": app,
        "image": image,
        "args": ["serve", "--config=/etc/app/config.yaml", f"--service-name={app}"],
        "ports": ports,
    }
    if rng.chance(60):
        parts["envFrom"] = [{"configMapRef": {"name": f"{app}-env"}}]
    parts |= {"env": _environment(rng, app), "resources": _resources(rng)}

    probes: Json = {}
    if rng.chance(30):
        probes["livenessProbe"] = _probe(_http_get("/healthz", "http"), delay=15, period=20)
    if rng.chance(50):
        probes["readinessProbe"] = _probe(_http_get("/readyz", "http"), period=5)
    if rng.chance(15):
        probes["startupProbe"] = _probe(_http_get("/healthz", 8080), failures=30)
    if rng.chance(20):
        probes["lifecycle"] = {"preStop": {"exec": {"command": ["/bin/sh", "-c", "sleep 10 && kill -QUIT 1"]}}}
    return _container(parts, mounts, probes, _restricted(10001) if rng.chance(20) else None)


def grpc_server(rng: Random, app: str, image: str, mounts: list[Json]) -> Json:
    parts = {
        "name": app,
        "image": image,
        "command": ["/usr/local/bin/server"],
        "args": ["--listen=:9000", "--config=/etc/app/config.yaml", "--max-concurrent-streams=256"],
        "ports": [{"name": "grpc", "containerPort": 9000, "protocol": "TCP"}],
        "env": _environment(rng, app),
        "resources": _resources(rng),
    }
    probes: Json = {}
    if rng.chance(30):
        probes["livenessProbe"] = _probe({"tcpSocket": {"port": 9000}}, delay=10)
    probes["readinessProbe"] = _probe({"grpc": {"port": 9000, "service": "readiness"}}, period=5)
    return _container(parts, mounts, probes, _restricted(65532) if rng.chance(25) else None)


def worker(rng: Random, app: str, image: str, mounts: list[Json]) -> Json:
    script = (
        "test -f /tmp/alive && test $(($(date +%s) - $(stat -c %Y /tmp/alive))) -lt 60 || { echo stale >&2; exit 1; }"
    )
    parts = {
        "name": app,
        "image": image,
        "command": ["/bin/sh", "-c"],
        "args": [f'exec /app/bin/{app} --queue="{app}-jobs" --concurrency={4 + rng.below(28)} 2>&1'],
        "workingDir": "/app",
        "env": _environment(rng, app),
        "resources": _resources(rng),
    }
    probes = {"livenessProbe": _probe({"exec": {"command": ["/bin/sh", "-c", script]}}, delay=30, period=30)}
    return _container(parts, mounts, probes)


def mesh_proxy(rng: Random) -> Json:
    config = '{"discoveryAddress":"mesh-control.mesh-system.svc:15012","tracing":{}}\n'
    parts = {
        "name": "mesh-proxy",
        "image": "registry.example.com/mesh/proxy:1.27.3-distroless",
        "args": ["proxy", "sidecar", "--domain", "$(POD_NAMESPACE).svc.cluster.local", "--concurrency", "2"],
        "ports": [{"name": "http-envoy-prom", "containerPort": 15090, "protocol": "TCP"}],
        "env": [
            _from_field("POD_NAME", "metadata.name"),
            _from_field("POD_NAMESPACE", "metadata.namespace"),
            _from_field("INSTANCE_IP", "status.podIP"),
            _from_field("HOST_IP", "status.hostIP"),
            {"name": "PROXY_CONFIG", "value": config},
        ],
        "resources": {
            "limits": {"cpu": "2", "memory": "1Gi"},
            "requests": {"cpu": rng.pick(("10m", "50m", "100m")), "memory": "128Mi"},
        },
    }
    security = {
        "capabilities": {"drop": ["ALL"]},
        "privileged": False,
        "runAsUser": 1337,
        "runAsGroup": 1337,
        "runAsNonRoot": True,
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
    }
    mounts = [{"name": "mesh-data", "mountPath": "/var/lib/mesh/data"}]
    probes = {"readinessProbe": _probe(_http_get("/healthz/ready", 15021), delay=1, period=15, failures=4)}
    return _container(parts, mounts, probes, security)


def log_shipper() -> Json:
    parts = {
        "name": "log-shipper",
        "image": "registry.example.com/observability/log-shipper:3.2.10",
        "args": ["-c", "/etc/shipper/shipper.conf"],
        "env": [_from_field("NODE_NAME", "spec.nodeName")],
        "resources": {"limits": {"memory": "64Mi"}, "requests": {"cpu": "10m", "memory": "32Mi"}},
    }
    return _container(parts, [{"name": "logs", "readOnly": True, "mountPath": "/var/log/app"}], {})


def migration(app: str, image: str) -> Json:
    parts = {
        "name": "migrate",
        "image": image,
        "command": ["/bin/sh", "-ec", f"/app/bin/{app} migrate --lock-timeout=60s"],
        "env": [_from_secret("DATABASE_URL", app)],
        "resources": {},
    }
    return _container(parts, [], {})
