"""The views USER_ORDS_* and their DBA_ORDS_* twins: what a schema's owner and an administrator see of the metadata.

Names, order and type families of the columns are as Oracle's own APEX builder and REST API know them, unless a column's
mark says otherwise; lengths of VARCHAR2 are inferred throughout.
"""

from __future__ import annotations

from ordslab.sandbox.metadata.views import clients, others, security, services
from ordslab.sandbox.metadata.views.declaration import OrdsView

VIEWS: tuple[OrdsView, ...] = (*services.VIEWS, *security.VIEWS, *clients.VIEWS, *others.VIEWS)
"""All of them, as USER_ORDS_*."""
