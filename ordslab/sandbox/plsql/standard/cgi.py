"""The CGI environment of a request: what OWA_UTIL.GET_CGI_ENV finds and OWA's arrays list.

The HTTP side writes it to `session.package_state["CGI"]`; a session that serves no request has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_KEY = "CGI"


def environment_of(session: Session) -> Mapping[str, str] | None:
    """Variables by name, in order; None outside of a request."""
    found: Mapping[str, str] | None = session.package_state.get(_KEY)
    return found


def set_environment(session: Session, variables: Mapping[str, str]) -> None:
    """A request begins."""
    session.package_state[_KEY] = variables


def cgi_variable(session: Session, name: str) -> str | None:
    """The variable of that name in any letter case, None when there is none."""
    wanted = name.upper()
    variables = environment_of(session) or {}
    return next((value for known, value in variables.items() if known.upper() == wanted), None)
