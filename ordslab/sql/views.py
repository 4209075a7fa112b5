"""The USER_ORDS_ views as DataFrames: `lab.views.clients` is USER_ORDS_CLIENTS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ordslab.errors import NoSuchName

if TYPE_CHECKING:
    import pandas as pd

NAMES = (
    *("approvals", "client_privileges", "client_roles", "clients", "enabled_objects", "handlers", "modules"),
    *("parameters", "privilege_mappings", "privilege_modules", "privilege_roles", "privileges", "roles"),
    *("schemas", "services", "templates"),
)


class Views:
    """Each attribute is a view, read afresh, as the lab's own connection sees it: its uncommitted work included."""

    def __init__(self, read: Callable[[str], pd.DataFrame]) -> None:
        self._read = read

    def __repr__(self) -> str:
        return f"Views({len(NAMES)} USER_ORDS_ views)"

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *NAMES]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in NAMES:
            if name.startswith("_"):  # IPython and copy ask for such names: a plain answer, at no cost
                raise AttributeError(name)
            raise NoSuchName(f"There is no view {name} here.", f"There are: {', '.join(NAMES)}.")
        return self._read(f"select * from user_ords_{name} order by 1")
