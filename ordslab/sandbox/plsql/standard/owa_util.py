"""OWA_UTIL: headers, status and CGI environment of a PL/SQL handler.

Documented (PL/SQL Web Toolkit Reference): what is printed between MIME_HEADER, STATUS_LINE or REDIRECT_URL with
`bclose_header` FALSE and HTTP_HEADER_CLOSE are headers of the response. Inferred: so is all that follows where nothing
closes them, and a line without a colon is passed over.
"""

from __future__ import annotations

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.standard.cgi import cgi_variable, environment_of
from ordslab.sandbox.plsql.standard.htp import PrintedPage, page_of

OWA_UTIL = Package(
    """
    package owa_util as
      procedure mime_header(ccontent_type in varchar2 default 'text/html', bclose_header in boolean default true,
                            ccharset in varchar2 default null);
      procedure http_header_close;
      procedure status_line(nstatus in integer, creason in varchar2 default null,
                            bclose_header in boolean default true);
      procedure redirect_url(curl in varchar2, bclose_header in boolean default true);
      function get_cgi_env(param_name in varchar2) return varchar2;
      procedure print_cgi_env;
      function ite(tf in boolean, yes in varchar2, no in varchar2) return varchar2;
    end owa_util;
    """
)


@OWA_UTIL.body("mime_header")
def mime_header(call: PackageCall, ccontent_type: str | None, bclose_header: bool | None, ccharset: str | None) -> None:
    """The Content-Type header."""
    kind = ccontent_type or "text/html"
    page = page_of(call.session)
    page.headers.append(("Content-Type", f"{kind}; charset={ccharset}" if ccharset else kind))
    _leave(page, bclose_header)


@OWA_UTIL.body("http_header_close")
def http_header_close(call: PackageCall) -> None:
    """The end of the headers."""
    page_of(call.session).close_headers()


@OWA_UTIL.body("status_line")
def status_line(call: PackageCall, nstatus: int | None, creason: str | None, bclose_header: bool | None) -> None:
    """The status of the response."""
    page = page_of(call.session)
    page.status, page.reason = nstatus, creason
    _leave(page, bclose_header)


@OWA_UTIL.body("redirect_url")
def redirect_url(call: PackageCall, curl: str | None, bclose_header: bool | None) -> None:
    """A redirect: 302 with a Location."""
    page = page_of(call.session)
    page.status = 302
    page.headers.append(("Location", curl or ""))
    _leave(page, bclose_header)


def _leave(page: PrintedPage, close: bool | None) -> None:
    """Close the headers or leave them open."""
    if close:
        page.close_headers()
    else:
        page.open_headers()


@OWA_UTIL.body("get_cgi_env")
def get_cgi_env(call: PackageCall, param_name: str | None) -> str | None:
    """A variable of the request, NULL when it has none."""
    return cgi_variable(call.session, param_name or "")


@OWA_UTIL.body("print_cgi_env")
def print_cgi_env(call: PackageCall) -> None:
    """Write all variables of the request."""
    page = page_of(call.session)
    for name, value in (environment_of(call.session) or {}).items():
        page.write(f"{name} = {value}<BR>\n")


@OWA_UTIL.body("ite")
def ite(call: PackageCall, tf: bool | None, yes: str | None, no: str | None) -> str | None:
    """IF ... THEN ... ELSE."""
    return yes if tf else no
