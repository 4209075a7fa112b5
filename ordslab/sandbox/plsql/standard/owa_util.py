"""OWA_UTIL: headers, status and CGI environment of a PL/SQL handler."""

from __future__ import annotations

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.standard.htp import page_of

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
    page_of(call.session).headers.append(("Content-Type", f"{kind}; charset={ccharset}" if ccharset else kind))


@OWA_UTIL.body("http_header_close")
def http_header_close(call: PackageCall) -> None:
    """Nothing to do: headers and body are kept apart."""


@OWA_UTIL.body("status_line")
def status_line(call: PackageCall, nstatus: int | None, creason: str | None, bclose_header: bool | None) -> None:
    """The status of the response."""
    page = page_of(call.session)
    page.status, page.reason = nstatus, creason


@OWA_UTIL.body("redirect_url")
def redirect_url(call: PackageCall, curl: str | None, bclose_header: bool | None) -> None:
    """A redirect: 302 with a Location."""
    page = page_of(call.session)
    page.status = 302
    page.headers.append(("Location", curl or ""))


@OWA_UTIL.body("get_cgi_env")
def get_cgi_env(call: PackageCall, param_name: str | None) -> str | None:
    """A variable of the request, NULL when it has none."""
    environment: dict[str, str] = call.session.package_state.get("CGI", {})
    return environment.get((param_name or "").upper())


@OWA_UTIL.body("print_cgi_env")
def print_cgi_env(call: PackageCall) -> None:
    """Write all variables of the request."""
    environment: dict[str, str] = call.session.package_state.get("CGI", {})
    page_of(call.session).pieces += [f"{name} = {value}<BR>\n" for name, value in environment.items()]


@OWA_UTIL.body("ite")
def ite(call: PackageCall, tf: bool | None, yes: str | None, no: str | None) -> str | None:
    """IF ... THEN ... ELSE."""
    return yes if tf else no
