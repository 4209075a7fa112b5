"""Every endpoint of a schema with who may call it, and what an expert would find.

It shows what is committed: what ORDS sees. It reads only, the probe included: that calls each GET without a token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ordslab.audit.access_log import read_calls
from ordslab.audit.clients import clients
from ordslab.audit.data import data
from ordslab.audit.details import read_details
from ordslab.audit.examined import Examined
from ordslab.audit.exposure import exposure
from ordslab.audit.findings import Finding, in_order
from ordslab.audit.html_report import fragment, page
from ordslab.audit.injection import injection
from ordslab.audit.json_report import as_json, values
from ordslab.audit.privileges import privileges
from ordslab.audit.probe import asked, probed
from ordslab.audit.results import Results, access
from ordslab.audit.rules import LEVELS, WARNING
from ordslab.audit.sarif import as_sarif
from ordslab.audit.surface import surface
from ordslab.audit.text_report import as_text
from ordslab.chain.reading import read
from ordslab.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd


THEMES: tuple[Callable[[Examined], Iterator[Finding]], ...] = (exposure, privileges, clients, data, injection, surface)
"""The first alone where ORDS serves nothing: then nothing else can be judged."""


@dataclass(frozen=True, repr=False)
class Audit(Results):
    """The results in each form that they are wanted in."""

    @property
    def exit_status(self) -> int:
        """For CI: 0 clean, 1 warnings."""
        return self.status(WARNING)

    def status(self, fail_on: str) -> int:
        """The same for another level: 1 when a finding of it or a graver one counts; "never" is always 0."""
        grave = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on in LEVELS else ()
        return int(any(each.counts and each.level in grave for each in self.findings))

    def __repr__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return fragment(self)

    def html(self) -> str:
        """A report that needs nothing else: one HTML page."""
        return page(self)

    def json(self) -> str:
        """The same for programs; `audit.schema.json` beside this file describes it."""
        return as_json(self)

    def sarif(self) -> str:
        """The findings for code scanning: SARIF 2.1.0."""
        return as_sarif(self)

    def frame(self) -> pd.DataFrame:
        """The endpoints as a DataFrame."""
        import pandas as pd

        columns = ["method", "path", "source", "access", "privilege", "by", "roles", "who", "probe"]
        rows = [values(each) | {"roles": ", ".join(each.roles)} for each in self.endpoints]
        table: pd.DataFrame = pd.DataFrame(rows, columns=columns).astype({"probe": "Int64"})
        return table


def find_all(seen: Examined) -> tuple[Finding, ...]:
    """All findings, the gravest first."""
    return in_order(each for theme in (THEMES if seen.rows else THEMES[:1]) for each in theme(seen))


def audit(bench: Workbench, probe: bool = False, public: Sequence[str] = (), logs: Sequence[Path] = ()) -> Audit:
    """Audit the schema; see `Lab.audit`. Raises `LabError` when the dictionary, or ORDS, is out of reach."""
    public = (public,) if isinstance(public, str) else public or ()
    committed, mine = read(bench)
    rows = tuple(access(committed))
    rows = tuple(probed(bench, rows)) if probe else rows
    schema = committed.schema
    seen = Examined(
        committed,
        read_details(bench, committed),
        rows,
        user=bench.settings.user,
        base_url=bench.base_url,
        public=public,
        uncommitted=mine != committed,
        calls=read_calls(logs, bench.journal, committed, bench.base_url) if logs else None,
        answered=tuple(asked(bench)) if probe else (),
    )
    return Audit(
        schema=schema.parsing_schema if schema else bench.settings.user,
        alias=schema.alias if schema else "",
        endpoints=rows,
        findings=find_all(seen),
        probed=probe,
    )
