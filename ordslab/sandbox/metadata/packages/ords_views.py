"""The body of package ORDS_VIEWS: the rows of the DBA_ORDS_* views, from all schemas' files."""

from __future__ import annotations

import json
from typing import Any

from ordslab.sandbox.metadata.packages.binding import package_of
from ordslab.sandbox.metadata.reading import rows_of
from ordslab.sandbox.metadata.views import VIEWS
from ordslab.sandbox.metadata.views.declaration import OrdsView
from ordslab.sandbox.plsql.packages import PackageCall

ORDS_VIEWS = package_of("ords_views")
_BY_NAME = {view.dba_name: view for view in VIEWS}


@ORDS_VIEWS.body("rows_of")
def dba_rows(call: PackageCall, p_view: str) -> str:
    """A JSON array of arrays. An image is left out: JSON has no bytes."""
    view = _BY_NAME[p_view]
    found: list[list[Any]] = []
    for schema in call.session.database.readable_schemas():
        with rows_of(call.session, schema) as rows:
            found += [[None if isinstance(value, bytes) else value for value in row] for row in rows(view.text)]
    return json.dumps(found)


def dba_text(view: OrdsView) -> str:
    """The native query of a view's DBA_ twin."""
    items = ", ".join(
        f"""json_extract(r.value, '$[{position}]') AS "{column.name}" """
        for position, column in enumerate(view.view_columns)
    )
    rows = f"""ORA$CALL('ORDS_METADATA.ORDS_VIEWS.ROWS_OF', 'VARCHAR2', '{view.dba_name}')"""
    return f"SELECT {items} FROM json_each({rows}) r"
