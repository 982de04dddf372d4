#!/bin/sh
# Holds the example api_resources to kubectl, byte for byte, on the server of $KUBECONFIG. Both share one folder for what they
# have learned.
# usage: [KUBECTL=PROGRAM] compare_with_kubectl.sh EXAMPLE
set -eu
kubectl=${KUBECTL:-kubectl}
if ! command -v "$kubectl" > /dev/null; then
  echo "there is no $kubectl"
  [ "${CI:-}" = true ] && exit 1
  exit 77
fi
example=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export KUBECACHEDIR="$work/cache"

differs() {
  "$kubectl" "$@" > "$work/expected"
  if [ "$1" = api-versions ]; then set -- x --versions; fi
  shift
  "$example" "$@" > "$work/found"
  ! diff "$work/expected" "$work/found" > "$work/difference"
}

# Others may define resources between the two: what differs once is looked at again.
same() {
  for attempt in 1 2 3 4 5; do
    differs "$@" || return 0
  done
  cat "$work/difference"
  echo "differs from kubectl: $*, $attempt times" >&2
  exit 1
}

if "$example" -o json > /dev/null 2>&1; then
  echo "a form was asked for that the example does not have, and it did not say so" >&2
  exit 1
fi

same api-versions
same api-resources
same api-resources --cached
for output in wide name; do
  same api-resources -o "$output"
  same api-resources -o "$output" --no-headers
done
for option in --no-headers --namespaced=true --namespaced=false --api-group= --api-group=apps --api-group=none \
    --verbs=list,watch --verbs=none --categories=all --categories=none --sort-by=name --sort-by=kind; do
  same api-resources "$option"
done
same api-resources --namespaced=true --verbs=create,delete --sort-by=kind -o wide
