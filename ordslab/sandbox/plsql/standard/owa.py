"""OWA: the array type that ORDS's packages take, and a CGI environment for pages written outside of a request."""

from __future__ import annotations

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.standard.htp import page_of
from ordslab.sandbox.plsql.values import Cell, Collection

OWA = Package(
    """
    package owa as
      type vc_arr is table of varchar2(32767) index by binary_integer;
      num_cgi_vars integer := 0;
      procedure init_cgi_env(param_val in vc_arr);
      procedure init_cgi_env(num_params in integer, param_name in vc_arr, param_val in vc_arr);
      procedure get_page(thepage out htp.htbuf_arr, irows in out integer);
    end owa;
    """
)
_PIECE = 256


@OWA.body("init_cgi_env")
def init_cgi_env(call: PackageCall, param_val: Collection | None) -> None:
    """No variables: a page may be written."""
    call.session.package_state["CGI"] = {}


@OWA.body("init_cgi_env", 2)
def init_named_cgi_env(
    call: PackageCall, num_params: int | None, param_name: Collection | None, param_val: Collection | None
) -> None:
    """These variables."""
    names, values = param_name or Collection(), param_val or Collection()
    count = range(1, int(num_params or 0) + 1)
    call.session.package_state["CGI"] = {
        names.get(place).upper(): values.get(place) for place in count if names.get(place) is not None
    }


@OWA.body("get_page")
def get_page(call: PackageCall, thepage: Cell, irows: Cell) -> None:
    """What was written, in pieces of 256 characters, and how many they are."""
    text = page_of(call.session).text()
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)][: int(irows.value or 0)]
    thepage.value, irows.value = Collection(pieces), len(pieces)
