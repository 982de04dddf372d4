#!/bin/sh
# Drives the API server of the test kit by kubectl: whatever kubectl prints besides the expected is a failure.
# usage: [KUBECTL=PROGRAM] kubectl_test.sh K8S_TESTKIT_APISERVER [--tls]
set -eu

kubectl=${KUBECTL:-kubectl}
if ! command -v "$kubectl" > /dev/null; then
  echo "there is no $kubectl"
  [ "${CI:-}" = true ] && exit 1
  exit 77
fi

work=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

fail() {
  echo "FAILED: $*"
  exit 1
}

# kubectl must succeed, and have nothing to say on stderr: a warning is one too many.
run() {
  "$kubectl" "$@" > "$work/out" 2> "$work/err" || fail "kubectl $*: $(cat "$work/err")"
  [ ! -s "$work/err" ] || fail "kubectl $* complained: $(cat "$work/err")"
}

refused() {
  expected=$1
  shift
  ! "$kubectl" "$@" > "$work/out" 2> "$work/err" || fail "kubectl $* succeeded"
  grep -qF "$expected" "$work/err" || fail "kubectl $*: expected \"$expected\", got: $(cat "$work/err")"
}

prints() {
  grep -qE "$1" "$work/out" || fail "expected /$1/ in: $(cat "$work/out")"
}

wait_for() {
  for _ in $(seq 100); do
    if grep -qsE "$1" "$2"; then return; fi
    sleep 0.1
  done
  fail "no /$1/ in $2: $(cat "$2")"
}

"$@" --kubeconfig "$work/kubeconfig" > "$work/server" &
server=$!
wait_for '^listening on' "$work/server"

export KUBECONFIG="$work/kubeconfig"
export HOME="$work" # kubectl caches discovery there

cat > "$work/web.yaml" << 'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
  - name: nginx
    image: nginx:1.27
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
EOF

run get --raw /version
prints '"gitVersion":"v1\.'

run api-resources
prints '^pods +po +v1 +true +Pod$'
prints '^deployments +deploy +apps/v1 +true +Deployment$'

run get namespaces
prints '^default +[0-9]+s$'

"$kubectl" get pods --watch > "$work/watch" 2> "$work/watch.err" &
watch=$!

run create -f "$work/web.yaml"
prints '^pod/web created$'
prints '^deployment.apps/web created$'
refused 'pods "web" already exists' create -f "$work/web.yaml"

sed -e 's/name: web/name: typo/' -e 's/containers:/containerz:/' "$work/web.yaml" > "$work/typo.yaml"
refused 'unknown field "spec.containerz"' create -f "$work/typo.yaml"

run get pods
prints '^NAME +AGE$'
prints '^web +[0-9]+s$'
run get po,deploy -A -l app!=db
prints 'pod/web'
run get all
prints '^deployment.apps/web'
run get pod web -o yaml
prints 'image: nginx:1\.27'
prints 'uid: '
run get pods -o name --field-selector metadata.name=web
prints '^pod/web$'

run label pod web tier=front
prints '^pod/web labeled$'
run patch deployment web --type=merge -p '{"spec":{"replicas":3}}'
prints '^deployment.apps/web patched$'
run get deployment web -o 'jsonpath={.spec.replicas} {.metadata.generation}'
prints '^3 2$'
run replace -f "$work/web.yaml"
prints '^pod/web replaced$'

# What replace left is applied to; another's change of an applied field is a conflict, until it is forced.
run apply --server-side -f "$work/web.yaml"
prints '^pod/web serverside-applied$'
prints '^deployment.apps/web serverside-applied$'
run get deployment web --show-managed-fields -o 'jsonpath={.metadata.managedFields[?(@.operation=="Apply")].manager}'
prints '^kubectl$'
run patch deployment web --type=merge -p '{"spec":{"replicas":3}}'
refused 'conflict with "kubectl-patch" using apps/v1: .spec.replicas' apply --server-side -f "$work/web.yaml"
run apply --server-side --dry-run=server --force-conflicts -f "$work/web.yaml"
prints '^deployment.apps/web serverside-applied \(server dry run\)$'
run get deployment web -o 'jsonpath={.spec.replicas}'
prints '^3$'
run apply --server-side --force-conflicts -f "$work/web.yaml"
run get deployment web -o 'jsonpath={.spec.replicas}'
prints '^2$'

run explain deployment.spec.strategy
prints '^ +rollingUpdate\s+<RollingUpdateDeployment>$'
run explain pods --recursive
prints '^ +containers\s+<\[\]Container> -required-$'

# What a definition defines is explained and applied by its schema; a build of few groups has no definitions.
run api-versions
if grep -qx apiextensions.k8s.io/v1 "$work/out"; then
  cat > "$work/crontabs.yaml" << 'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab, listKind: CronTabList, shortNames: [ct]}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [cronSpec]
            properties:
              cronSpec: {type: string, description: When it runs.}
EOF
  run create -f "$work/crontabs.yaml"
  run explain crontab.spec
  prints '^ +cronSpec\s+<string> -required-$'
  prints 'When it runs\.'
  printf 'apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata: {name: nightly}\nspec: {cronSpec: "0 3 * * *"}\n' > "$work/nightly.yaml"
  run apply -f "$work/nightly.yaml"
  prints '^crontab.stable.example.com/nightly created$'
  run apply --server-side --force-conflicts -f "$work/nightly.yaml"
  run get ct
  prints '^nightly +[0-9]+s$'
fi

run annotate pod web note=first
prints '^pod/web annotated$'
KUBE_EDITOR='sed -i s/note:.first/note:\ edited/' run edit pod web
prints '^pod/web edited$'
run get pod web -o 'jsonpath={.metadata.annotations.note}'
prints '^edited$'
run wait pod/web --for='jsonpath={.metadata.annotations.note}=edited' --timeout=10s
prints '^pod/web condition met$'
run scale deployment web --replicas=5
prints '^deployment.apps/web scaled$'
run rollout restart deployment web
prints '^deployment.apps/web restarted$'
run set image deployment/web nginx=nginx:1.28
prints '^deployment.apps/web image updated$'
run describe deployment web
prints '^Replicas: +5 desired'

sed 's/name: web$/name: applied/' "$work/web.yaml" > "$work/applied.yaml"
run apply -f "$work/applied.yaml"
prints '^deployment.apps/applied created$'
run apply -f "$work/applied.yaml"
prints '^deployment.apps/applied unchanged$'
sed -i 's/replicas: 2/replicas: 4/' "$work/applied.yaml"
! "$kubectl" diff -f "$work/applied.yaml" > "$work/out" 2> "$work/err" || fail "kubectl diff found nothing"
prints '^\+ +replicas: 4$'
run apply -f "$work/applied.yaml"
prints '^deployment.apps/applied configured$'
sed 's/name: web$/name: managed/' "$work/web.yaml" > "$work/managed.yaml"
run apply --server-side -f "$work/managed.yaml"
prints '^deployment.apps/managed serverside-applied$'
sed -i 's/replicas: 2/replicas: 3/' "$work/managed.yaml"
refused 'conflict with "kubectl"' apply --server-side --field-manager=other -f "$work/managed.yaml"
run apply --server-side --field-manager=other --force-conflicts -f "$work/managed.yaml"
prints '^deployment.apps/managed serverside-applied$'

run annotate pod web testkit/log='first line'
run logs web
prints '^first line$'

run auth can-i create pods
prints '^yes$'
run auth whoami
prints '^Username +system:admin$'

run delete pod web
prints '^pod "web" deleted'
refused 'pods "web" not found' get pod web

wait_for '^web ' "$work/watch"
kill "$watch"
wait "$watch" 2> /dev/null || true
[ ! -s "$work/watch.err" ] || fail "kubectl get --watch complained: $(cat "$work/watch.err")"
[ "$(grep -c '^NAME ' "$work/watch")" = 1 ] || fail "the watch printed more than one heading: $(cat "$work/watch")"

kill -TERM "$server"
wait "$server" || fail "the server ended with status $?"
server=
echo PASSED
