"""An audit as text."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from ordslab.audit.results import Results
from ordslab.text import plain

_WIDEST = 48
"""Characters of a cell in one line."""


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


def sections(audit: Results) -> Iterator[tuple[str, list[str]]]:
    """What is said below the table, by its headings."""
    for name, findings in (("Warnings", audit.warnings), ("Notes", audit.notes)):
        if findings:
            yield name, [each.text for each in findings]
    if audit.accepted:
        yield "Accepted", [f"{each.text} ({each.accepted})" for each in audit.accepted]


def as_text(audit: Results) -> str:
    """Title, table, warnings and notes, and what was accepted."""
    parts = [plain(title(audit)), "", *(_table([headings(audit), *cells(audit)]) if audit.endpoints else [])]
    for name, sentences in sections(audit):
        parts += ["", name]
        parts += [textwrap.fill(plain(each), 116, initial_indent="  ", subsequent_indent="    ") for each in sentences]
    return "\n".join(parts)


def _table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Columns that stand side by side: a long cell goes on below."""
    broken = [[textwrap.wrap(plain(cell).replace("\n", "·"), _WIDEST) for cell in row] for row in rows]
    widths = [max(len(line) for row in broken for line in row[column] or [""]) for column in range(len(broken[0]))]
    for row in broken:
        for lines in zip_longest(*row, fillvalue=""):
            yield "  ".join(line.ljust(width) for line, width in zip(lines, widths, strict=True)).rstrip()


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
