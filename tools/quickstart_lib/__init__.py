"""What tools/quickstart does: generate, build, serve, and run the examples."""
