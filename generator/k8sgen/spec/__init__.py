"""The specification: what an OpenAPI document says, read strictly into frozen values."""
