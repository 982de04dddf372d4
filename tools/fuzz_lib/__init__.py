"""Looking for inputs that the readers do not survive."""
