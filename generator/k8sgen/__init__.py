"""Generates the C++ API types, their tables and clients from a Kubernetes OpenAPI document.

A small compiler: `spec` reads, `passes` repair and simplify, `lower` decides what the C++ looks like, `render` prints it, and
`emit` brings the files up to date.
"""
