"""The objects that are decoded and encoded, made up."""
