"""Every endpoint of a schema with who may call it, and what an expert would remark on.

It shows what is committed: what ORDS sees. It reads only, the probe included: that calls each GET without a token.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ordslab.audit.html_report import fragment, page
from ordslab.audit.probe import probed
from ordslab.audit.remarks import notes, warnings
from ordslab.audit.results import Access, Results, access
from ordslab.audit.text_report import as_text
from ordslab.chain.reading import read
from ordslab.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Audit(Results):
    """The results in each form that they are wanted in."""

    @property
    def exit_status(self) -> int:
        """For CI: 0 clean, 1 warnings."""
        return 1 if self.warnings else 0

    def __repr__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return fragment(self)

    def html(self) -> str:
        """A report that needs nothing else: one HTML page."""
        return page(self)

    def json(self) -> str:
        """The same for programs."""
        found = {"schema": self.schema, "alias": self.alias, "probed": self.probed}
        remarks = {"warnings": [*map(asdict, self.warnings)], "notes": [*map(asdict, self.notes)]}
        return json.dumps(
            found | {"endpoints": [*map(_values, self.endpoints)]} | remarks, indent=2, ensure_ascii=False
        )

    def frame(self) -> pd.DataFrame:
        """The endpoints as a DataFrame."""
        import pandas as pd

        columns = ["method", "path", "source", "access", "privilege", "by", "roles", "who", "probe"]
        rows = [_values(each) | {"roles": ", ".join(each.roles)} for each in self.endpoints]
        table: pd.DataFrame = pd.DataFrame(rows, columns=columns).astype({"probe": "Int64"})
        return table


def _values(row: Access) -> dict[str, Any]:
    endpoint = row.endpoint
    state = ("public" if row.is_public else "guarded") if endpoint.reachable else "not published"
    named = {"method": endpoint.method, "path": endpoint.path, "source": endpoint.source, "access": state}
    named |= {name: getattr(row, name) for name in ("privilege", "by", "roles", "clients", "users_of", "who", "probe")}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in named.items()}


def audit(bench: Workbench, probe: bool = False, public: Sequence[str] = ()) -> Audit:
    """Audit the schema; see `Lab.audit`. Raises `LabError` when the dictionary, or ORDS, is out of reach."""
    public = (public,) if isinstance(public, str) else public or ()
    committed, mine = read(bench)
    rows = tuple(access(committed))
    rows = tuple(probed(bench, rows)) if probe else rows
    schema = committed.schema
    return Audit(
        schema=schema.parsing_schema if schema else bench.settings.user,
        alias=schema.alias if schema else "",
        endpoints=rows,
        warnings=tuple(warnings(committed, rows, public)),
        notes=tuple(notes(committed, rows, public, uncommitted=mine != committed)),
        probed=probe,
    )
