"""Makes a machine ready: system packages and the Python environment of the tools."""
