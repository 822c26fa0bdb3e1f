"""How far a long piece of work is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

Progress: TypeAlias = Callable[[Iterable[Any], int, str], Iterable[Any]]
"""Passes things on one by one and shows how many of how many there were, under a name."""
