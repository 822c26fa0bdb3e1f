"""Bytes → Source, one module a format."""
