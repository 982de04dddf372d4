"""What stands behind tools/bench."""
