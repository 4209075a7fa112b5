"""An audit as HTML: a fragment for a notebook, a page for a report. Nothing is loaded from anywhere, no script runs."""

from collections.abc import Callable

from ordslab.audit.findings import Finding
from ordslab.audit.results import Results
from ordslab.audit.text_report import cells, headings, sections, title
from ordslab.markup import Html, document, tag
from ordslab.text import plain

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .3rem .6rem; }
td:nth-child(2) { font-family: ui-monospace, monospace; }
tr.public td:nth-child(3) { font-weight: bold; }
details { margin: .3rem 0; } pre { background: #8882; overflow-x: auto; padding: .6rem; }
"""
_CELL = "text-align: left; vertical-align: top; overflow-wrap: anywhere; min-width: 7em"
_WHOLE = "text-align: left; vertical-align: top; white-space: nowrap"


def page(audit: Results) -> str:
    """A whole page."""
    heading = plain(title(audit))
    body = _body(audit, lambda name: tag("h2", name))
    mends = [tag("h2", "How to mend it"), [*map(_mend, audit.findings)]] if audit.findings else []
    return document(heading, _STYLE, tag("h1", heading), *body, *mends)


def fragment(audit: Results) -> str:
    """What a notebook shows: no heading in it, which would enter the notebook's table of contents."""
    heading = tag("p", tag("strong", plain(title(audit))))
    return tag("div", heading, *_body(audit, lambda name: tag("p", tag("strong", name))), class_="ordslab-audit")


def _body(audit: Results, named: Callable[[str], Html]) -> list[Html]:
    """The table, which breaks long paths and names rather than push a column off the page; then the findings."""
    head = [tag("th", plain(name or "method"), scope="col", style=_WHOLE) for name in headings(audit)]
    rows = [
        tag("tr", [_cell(at, text) for at, text in enumerate(row)], class_="public" if each.is_public else "guarded")
        for each, row in zip(audit.endpoints, cells(audit), strict=True)
    ]
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows))
    parts = [tag("div", table, style="overflow-x: auto")]
    for name, sentences in sections(audit):
        parts += [named(name), tag("ul", [tag("li", plain(each)) for each in sentences])]
    return parts


def _mend(finding: Finding) -> Html:
    """A finding with its id, place and reason, and the SQL."""
    rule = finding.rule
    facts = [rule.id, rule.level, str(finding.place), f"{rule.risk}:2023" if rule.risk else "", rule.page]
    sql = tag("pre", plain(finding.mend)) if finding.mend else tag("p", rule.mend)
    summary = tag("summary", plain(finding.text))
    return tag("details", summary, tag("p", plain(" · ".join(filter(None, facts)))), tag("p", rule.why), sql)


def _cell(at: int, text: str) -> Html:
    return tag("td", plain(text), style=_WHOLE if at == 0 else _CELL)
