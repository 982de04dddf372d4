#!/bin/sh
# kubectl and the example api_resources share a folder for what they have learned of the server of $KUBECONFIG, through as many
# operations as a day has: one after the other, several at the same time, with files that have grown old, and with files that
# were torn. Neither may fail, or print anything but what is served.
# usage: [KUBECTL=PROGRAM] share_with_kubectl.sh EXAMPLE
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

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# What every server has, whatever others define on it meanwhile.
built_in() { grep -E '^[a-z]+(\.(apps|batch|autoscaling|policy|[a-z]+\.k8s\.io|rbac\.authorization\.k8s\.io))?$' "$@"; }

# Each prints the names of what is served.
names() {
  "$@" > "$work/$log.out" 2> "$work/$log.err" || fail "$*: $(cat "$work/$log.err")"
  [ ! -s "$work/$log.err" ] || fail "$* complained: $(cat "$work/$log.err")"
  built_in "$work/$log.out" | cmp -s - "$work/served" || fail "$* printed something else"
}

ours() { names "$example" -o name "$@"; }
theirs() { names "$kubectl" api-resources -o name "$@"; }
# It looks the kind up in what is cached.
looks_up() { "$kubectl" get deploy -o name > /dev/null 2> "$work/$log.err" || fail "kubectl get: $(cat "$work/$log.err")"; }

files() { find "$KUBECACHEDIR/discovery" -name '*.json'; }

# One of the files, another one each time.
chosen() { files | sort | awk -v n="$1" '{ all[NR] = $0 } END { print all[n % NR + 1] }'; }

# tear NUMBER CUT|GONE|EMPTY|OTHER
tear() {
  file=$(chosen "$1")
  case $2 in
    CUT) head -c "$(($(wc -c < "$file") / 2))" "$file" > "$file.torn" && mv "$file.torn" "$file" ;;
    GONE) rm -f "$file" ;;
    EMPTY) : > "$file" ;;
    OTHER) echo '{"kind":"Pod","apiVersion":"v1"}' > "$file" ;;
  esac
}

log=one
"$kubectl" api-resources -o name | built_in > "$work/served"
[ -s "$work/served" ] || fail "nothing is served"

# In turns, with an accident each time. kubectl takes an empty file for an empty list, so that it sees only what ours has mended.
# Twelve rounds: each accident with each of the ways in which a round ends.
round=0
while [ "$round" -lt 12 ]; do
  case $((round % 4)) in
    0) tear "$round" CUT ;;
    1) tear "$round" GONE ;;
    2) tear "$round" EMPTY ;;
    3) tear "$round" OTHER ;;
  esac
  ours --cached
  looks_up
  theirs --cached
  if [ $((round % 2)) -eq 0 ]; then tear "$((round + 7))" CUT; else tear "$((round + 7))" GONE; fi
  theirs --cached
  ours --cached
  case $((round % 3)) in
    0) theirs ;;
    1) ours ;;
    2) files | xargs touch -d '7 hours ago' ;;
  esac
  round=$((round + 1))
done

# All at the same time.
workers=
for worker in 1 2 3 4; do
  (
    log=worker$worker
    round=0
    while [ "$round" -lt 8 ]; do
      case $(((round + worker) % 4)) in
        0) ours ;;
        1) theirs --cached ;;
        2) ours --cached ;;
        3) theirs ;;
      esac
      [ "$worker" -ne 4 ] || tear "$round" CUT 2> /dev/null || true
      round=$((round + 1))
    done
  ) &
  workers="$workers $!"
done
for worker in $workers; do
  wait "$worker" || fail "one of those who ran at the same time"
done

# Nothing is left of what was being written.
[ -z "$(find "$KUBECACHEDIR/discovery" -type f ! -name '*.json' ! -name '*.torn')" ] || fail "drafts were left"
