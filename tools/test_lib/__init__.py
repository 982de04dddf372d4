"""What tools/test does: its steps, in their order, and what each may take."""
