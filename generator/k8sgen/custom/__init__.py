"""Custom resources: from their definitions to a specification, as a server would describe them."""
