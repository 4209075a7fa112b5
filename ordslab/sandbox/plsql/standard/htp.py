"""HTP: the page that a PL/SQL handler writes. The HTTP side reads it from `session.package_state["HTP"]`."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.packages import Package, PackageCall

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_STATUS = re.compile(r"\s*(\d{3})\b")
# Tags without and around a text: what HTP and HTF make of each. Attributes of tags are not here.
_TAGS = {
    "htmlopen": "<HTML>",
    "htmlclose": "</HTML>",
    "headopen": "<HEAD>",
    "headclose": "</HEAD>",
    "bodyopen": "<BODY>",
    "bodyclose": "</BODY>",
    "para": "<P>",
    "br": "<BR>",
    "hr": "<HR>",
    "ulistopen": "<UL>",
    "ulistclose": "</UL>",
    "olistopen": "<OL>",
    "olistclose": "</OL>",
}
_AROUND = {"title": "TITLE", "bold": "B", "italic": "I", "strong": "STRONG", "code": "CODE", "paragraph": "P"}
HTP = Package(
    f"""
    package htp as
      type htbuf_arr is table of varchar2(256) index by binary_integer;
      procedure p(cbuf in varchar2 default null);
      procedure print(cbuf in varchar2 default null);
      procedure prn(cbuf in varchar2 default null);
      procedure prints(ctext in varchar2);
      procedure ps(ctext in varchar2);
      procedure nl;
      procedure init;
      procedure header(nsize in integer, cheader in varchar2);
      procedure listitem(ctext in varchar2 default null);
      {" ".join(f"procedure {name};" for name in _TAGS)}
      {" ".join(f"procedure {name}(ctext in varchar2);" for name in _AROUND)}
    end htp;
    """
)
HTF = Package(
    f"""
    package htf as
      function escape_sc(ctext in varchar2) return varchar2;
      function header(nsize in integer, cheader in varchar2) return varchar2;
      function listitem(ctext in varchar2 default null) return varchar2;
      {" ".join(f"function {name} return varchar2;" for name in _TAGS)}
      {" ".join(f"function {name}(ctext in varchar2) return varchar2;" for name in _AROUND)}
    end htf;
    """
)


@dataclass
class PrintedPage:
    """What was written: headers in order, the status (None: not said), the pieces of the body.

    `head`: while headers are being written (OWA_UTIL.MIME_HEADER with FALSE until HTTP_HEADER_CLOSE), the pieces of
    their lines. `file`: what WPG_DOCLOAD.DOWNLOAD_FILE sends in place of the body.
    """

    headers: list[tuple[str, str]] = field(default_factory=list)
    status: int | None = None
    reason: str | None = None
    pieces: list[str] = field(default_factory=list)
    head: list[str] | None = None
    file: bytes | None = None

    def text(self) -> str:
        """The body."""
        return "".join(self.pieces)

    def write(self, text: str) -> None:
        """Add to the body, or to the headers while these are open."""
        (self.pieces if self.head is None else self.head).append(text)

    def open_headers(self) -> None:
        """What is written from now on are lines of headers."""
        self.head = self.head or []

    def close_headers(self) -> None:
        """Take the lines that were written as headers; Status, as CGI has it, is the status of the response."""
        lines, self.head = "".join(self.head or []).splitlines(), None
        for line in lines:
            name, colon, value = line.partition(":")
            status = _STATUS.match(value) if name.strip().lower() == "status" else None
            if status:
                self.status = int(status[1])
            elif colon:
                self.headers.append((name.strip(), value.strip()))


def page_of(session: Session) -> PrintedPage:
    """The session's page."""
    page: PrintedPage = session.package_state.setdefault("HTP", PrintedPage())
    return page


def _write(call: PackageCall, text: str | None) -> None:
    page_of(call.session).write(text or "")


@HTP.body("p")
def p(call: PackageCall, cbuf: str | None) -> None:
    """Write a line."""
    _write(call, f"{cbuf or ''}\n")


@HTP.body("print")
def print_(call: PackageCall, cbuf: str | None) -> None:
    """Write a line."""
    _write(call, f"{cbuf or ''}\n")


@HTP.body("prn")
def prn(call: PackageCall, cbuf: str | None) -> None:
    """Write without a line's end."""
    _write(call, cbuf)


@HTP.body("prints")
def prints(call: PackageCall, ctext: str | None) -> None:
    """Write a line with HTML's special characters escaped."""
    _write(call, f"{_escaped(ctext)}\n")


@HTP.body("ps")
def ps(call: PackageCall, ctext: str | None) -> None:
    """The same."""
    _write(call, f"{_escaped(ctext)}\n")


@HTP.body("nl")
def nl(call: PackageCall) -> None:
    """End the line."""
    _write(call, "\n")


@HTP.body("init")
def init(call: PackageCall) -> None:
    """Begin a new page."""
    call.session.package_state["HTP"] = PrintedPage()


@HTF.body("escape_sc")
def escape_sc(call: PackageCall, ctext: str | None) -> str:
    """The text with HTML's special characters escaped: & < > and the double quote."""
    return _escaped(ctext)


def _escaped(text: str | None) -> str:
    return html.escape(text or "", quote=False).replace('"', "&quot;")


@HTP.body("header")
def write_header(call: PackageCall, nsize: int | None, cheader: str | None) -> None:
    """A heading of a size from 1 to 6."""
    _write(call, _header(nsize, cheader) + "\n")


@HTF.body("header")
def header(call: PackageCall, nsize: int | None, cheader: str | None) -> str:
    """The same as text."""
    return _header(nsize, cheader)


def _header(size: int | None, text: str | None) -> str:
    return f"<H{size}>{text or ''}</H{size}>"


@HTP.body("listitem")
def write_listitem(call: PackageCall, ctext: str | None) -> None:
    """An item of a list."""
    _write(call, f"<LI>{ctext or ''}\n")


@HTF.body("listitem")
def listitem(call: PackageCall, ctext: str | None) -> str:
    """The same as text."""
    return f"<LI>{ctext or ''}"


def _tag(text: str) -> tuple[Callable[[PackageCall], None], Callable[[PackageCall], str]]:
    def write(call: PackageCall) -> None:
        _write(call, text + "\n")

    return write, lambda call: text


def _pair(tag: str) -> tuple[Callable[[PackageCall, str | None], None], Callable[[PackageCall, str | None], str]]:
    def give(call: PackageCall, ctext: str | None) -> str:
        return f"<{tag}>{ctext or ''}</{tag}>"

    def write(call: PackageCall, ctext: str | None) -> None:
        _write(call, give(call, ctext) + "\n")

    return write, give


for _name, _text in _TAGS.items():
    _written, _given = _tag(_text)
    HTP.body(_name)(_written)
    HTF.body(_name)(_given)
for _name, _text in _AROUND.items():
    _pair_written, _pair_given = _pair(_text)
    HTP.body(_name)(_pair_written)
    HTF.body(_name)(_pair_given)
