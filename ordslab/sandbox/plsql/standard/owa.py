"""OWA: the array type that ORDS's packages take, the CGI environment as arrays, and one for pages outside of a request.

Observed on an ORDS: the arrays list the request's headers by their own names beside CGI's variables. NUM_CGI_VARS is
NULL where no request is served, by which programs tell the two apart (public programs; inferred).
"""

from __future__ import annotations

from collections.abc import Mapping

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.standard.cgi import environment_of, set_environment
from ordslab.sandbox.plsql.standard.htp import page_of
from ordslab.sandbox.plsql.values import Cell, Collection

OWA = Package(
    """
    package owa as
      type vc_arr is table of varchar2(32767) index by binary_integer;
      cgi_var_name vc_arr;
      cgi_var_val vc_arr;
      num_cgi_vars integer;
      procedure init_cgi_env(param_val in vc_arr);
      procedure init_cgi_env(num_params in integer, param_name in vc_arr, param_val in vc_arr);
      procedure get_page(thepage out htp.htbuf_arr, irows in out integer);
    end owa;
    """
)
_PIECE = 256


@OWA.initialization
def list_request(call: PackageCall) -> None:
    """The arrays of the request that the session serves."""
    environment = environment_of(call.session)
    if environment is not None:
        _list(call, environment)


@OWA.body("init_cgi_env")
def init_cgi_env(call: PackageCall, param_val: Collection | None) -> None:
    """No variables: a page may be written."""
    _begin(call, {})


@OWA.body("init_cgi_env", 2)
def init_named_cgi_env(
    call: PackageCall, num_params: int | None, param_name: Collection | None, param_val: Collection | None
) -> None:
    """These variables."""
    names, values = param_name or Collection(), param_val or Collection()
    count = range(1, int(num_params or 0) + 1)
    _begin(call, {names.get(place): values.get(place) for place in count if names.get(place) is not None})


def _begin(call: PackageCall, environment: Mapping[str, str]) -> None:
    set_environment(call.session, environment)
    _list(call, environment)


def _list(call: PackageCall, environment: Mapping[str, str]) -> None:
    variables = call.variables
    variables["NUM_CGI_VARS"] = len(environment)
    variables["CGI_VAR_NAME"], variables["CGI_VAR_VAL"] = (
        Collection(list(environment)),
        Collection(list(environment.values())),
    )


@OWA.body("get_page")
def get_page(call: PackageCall, thepage: Cell, irows: Cell) -> None:
    """What was written, in pieces of 256 characters, and how many they are."""
    text = page_of(call.session).text()
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)][: int(irows.value or 0)]
    thepage.value, irows.value = Collection(pieces), len(pieces)
