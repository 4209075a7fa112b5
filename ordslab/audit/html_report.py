"""An audit as HTML: a fragment for a notebook, a page for a report. Nothing is loaded from anywhere, no script runs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ordslab.audit.text_report import cells, headings, title
from ordslab.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordslab.audit.schema_audit import Audit, Finding

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top; }
td:nth-child(2) { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
tr.public td:nth-child(3) { font-weight: bold; }
.scroll { overflow-x: auto; }
"""


def page(audit: Audit) -> str:
    """A whole page."""
    heading = _text(title(audit))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{heading}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{heading}</h1>\n{_body(audit)}\n</main>\n</body>\n</html>\n"
    )


def fragment(audit: Audit) -> str:
    """What a notebook shows."""
    return f"<div class='ordslab-audit'><p><strong>{_text(title(audit))}</strong></p>{_body(audit)}</div>"


def _body(audit: Audit) -> str:
    names = "".join(f'<th scope="col">{_text(name or "method")}</th>' for name in headings(audit))
    rows = "\n".join(
        f'<tr class="{"public" if access.is_public else "guarded"}">'
        + "".join(f"<td>{_text(cell)}</td>" for cell in row)
        + "</tr>"
        for access, row in zip(audit.endpoints, cells(audit), strict=True)
    )
    table = f'<div class="scroll"><table>\n<thead><tr>{names}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>'
    return f"{table}\n{_list('Warnings', audit.warnings)}\n{_list('Notes', audit.notes)}"


def _list(name: str, findings: Iterable[Finding]) -> str:
    items = "".join(f"<li>{_text(each.text)}</li>\n" for each in findings)
    return f"<h2>{name}</h2>\n<ul>\n{items}</ul>" if items else ""


def _text(text: str) -> str:
    return escape(plain(text))
