"""HTP: the page that a PL/SQL handler writes. The HTTP side reads it from `session.package_state["HTP"]`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.packages import Package, PackageCall

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

HTP = Package(
    """
    package htp as
      procedure p(cbuf in varchar2 default null);
      procedure print(cbuf in varchar2 default null);
      procedure prn(cbuf in varchar2 default null);
      procedure prints(ctext in varchar2);
      procedure nl;
      procedure init;
    end htp;
    """
)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


@dataclass
class Page:
    """What was written: headers in order, the status (None: not said), the pieces of the body."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    status: int | None = None
    reason: str | None = None
    pieces: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The body."""
        return "".join(self.pieces)


def page_of(session: Session) -> Page:
    """The session's page."""
    page: Page = session.package_state.setdefault("HTP", Page())
    return page


@HTP.body("p")
def p(call: PackageCall, cbuf: str | None) -> None:
    """Write a line."""
    page_of(call.session).pieces.append(f"{cbuf or ''}\n")


@HTP.body("print")
def print_(call: PackageCall, cbuf: str | None) -> None:
    """Write a line."""
    page_of(call.session).pieces.append(f"{cbuf or ''}\n")


@HTP.body("prn")
def prn(call: PackageCall, cbuf: str | None) -> None:
    """Write without a line's end."""
    page_of(call.session).pieces.append(cbuf or "")


@HTP.body("prints")
def prints(call: PackageCall, ctext: str | None) -> None:
    """Write a line with HTML's special characters escaped."""
    page_of(call.session).pieces.append(f"{(ctext or '').translate(_ENTITIES)}\n")


@HTP.body("nl")
def nl(call: PackageCall) -> None:
    """End the line."""
    page_of(call.session).pieces.append("\n")


@HTP.body("init")
def init(call: PackageCall) -> None:
    """Begin a new page."""
    call.session.package_state["HTP"] = Page()
