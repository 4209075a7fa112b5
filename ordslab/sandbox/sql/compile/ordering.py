"""Terms of ORDER BY."""

from __future__ import annotations

from sqlglot import exp


def order_term(text: str, item: exp.Expression, *, nullable: bool) -> str:
    """A term of ORDER BY: NULLs are the largest unless said otherwise."""
    descending, nulls_first = bool(item.args.get("desc")), item.args.get("nulls_first")
    first = descending if nulls_first is None else nulls_first
    word = f"{text} desc" if descending else text
    return f"{word} nulls {'first' if first else 'last'}" if nullable else word
