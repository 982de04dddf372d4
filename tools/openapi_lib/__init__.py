"""What tools/export-openapi is made of."""
