#!/bin/sh
# with_testbed.sh PROGRAM: runs an example against the control plane of `tools/testbed run`, never against the cluster that a
# kubeconfig of the user's leads to.
set -eu

if [ -z "${CLIENT_CPP_TESTBED_KUBECONFIG:-}" ]; then
  echo 'no API server: CLIENT_CPP_TESTBED_KUBECONFIG is not set (see tools/testbed)' >&2
  [ "${CI:-}" != true ] && exit 77
  exit 1
fi
KUBECONFIG=$CLIENT_CPP_TESTBED_KUBECONFIG exec "$@"
