#!/bin/sh
# Runs a program against an API server of its own.
# usage: with_api_server.sh K8S_TESTKIT_APISERVER PROGRAM [ARGUMENT...]
set -eu

work=$(mktemp -d)
: > "$work/log"
"$1" --kubeconfig "$work/kubeconfig" > "$work/log" 2>&1 &
server=$!
shift
trap 'kill "$server" 2> /dev/null || true; wait "$server" 2> /dev/null || true; rm -rf "$work"' EXIT

# The server says that it listens when its kubeconfig is complete.
until grep -q '^listening' "$work/log"; do
  kill -0 "$server" || { cat "$work/log"; exit 1; }
  sleep 0.02
done
KUBECONFIG="$work/kubeconfig" "$@"
