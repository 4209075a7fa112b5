"""An audit as text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ordslab.text import plain

if TYPE_CHECKING:
    from ordslab.audit.results import Results


def title(audit: Results) -> str:
    """What was audited, and how much was found."""
    public = sum(each.is_public and each.endpoint.reachable for each in audit.endpoints)
    counts = [
        _count(len(audit.endpoints), "endpoint"),
        f"{public} public",
        _count(len(audit.warnings), "warning"),
        _count(len(audit.notes), "note"),
    ]
    alias = f", alias {audit.alias}" if audit.alias else ""
    return f"Schema {audit.schema}{alias}: {', '.join(counts)}"


def cells(audit: Results) -> list[tuple[str, ...]]:
    """The table's rows: method, path, privilege, roles, who; with a probe also its status."""
    rows: list[tuple[str, ...]] = []
    for each in audit.endpoints:
        guarded_by = f"{each.privilege} ({each.by})" if each.privilege else "public"
        row = (each.endpoint.method, each.endpoint.path, guarded_by, ", ".join(each.roles), each.who)
        rows.append((*row, str(each.probe or "")) if audit.probed else row)
    return rows


def headings(audit: Results) -> tuple[str, ...]:
    """The table's headings."""
    usual = ("", "endpoint", "guarded by", "role", "who may call it")
    return (*usual, "without token") if audit.probed else usual


def as_text(audit: Results) -> str:
    """Title, table, warnings and notes."""
    rows = [tuple(plain(cell).replace("\n", "·") for cell in row) for row in [headings(audit), *cells(audit)]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    parts = [plain(title(audit)), "", *(lines if audit.endpoints else [])]
    for name, findings in (("Warnings", audit.warnings), ("Notes", audit.notes)):
        if findings:
            parts += ["", name]
            parts += [
                textwrap.fill(plain(each.text), 116, initial_indent="  ", subsequent_indent="    ") for each in findings
            ]
    return "\n".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
