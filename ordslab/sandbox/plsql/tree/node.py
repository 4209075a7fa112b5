"""The syntax tree of PL/SQL: what all its nodes are, and what a block declares, whatever that is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """Anything that was written at a place."""

    at: int


class Declaration(Node):
    """One item of a declarative part."""
