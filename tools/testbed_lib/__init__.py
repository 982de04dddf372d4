"""A real Kubernetes control plane on the loopback interface: what tools/testbed is made of."""
