"""APEX_WEB_SERVICE: web requests, to the sandbox's own REST side and nowhere else.

Marks. Documented: the subprograms, variables and defaults (APEX API Reference); the token is asked for with the
client's id and secret (client credentials) and kept with its end; scheme OAUTH_CLIENT_CRED sends it. Reported:
ORA-24247 for a host that no access control list allows. Inferred: the error of a token request that fails; that the
token of a web credential is kept until it ends.
"""

from __future__ import annotations

import base64
import json
import ssl
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.values import Collection, Record
from ordslab.sandbox.sql.errors import OraError, not_supported

_PROXY = """
        p_proxy_override varchar2 default null, p_transfer_timeout number default 180,
"""
_WALLET = """
        p_wallet_path varchar2 default null, p_wallet_pwd varchar2 default null, p_https_host varchar2 default null"""
_PAIRS = ", ".join(
    f"p_name_{number:02d} varchar2 default null, p_value_{number:02d} varchar2 default null" for number in range(1, 6)
)
APEX_WEB_SERVICE = Package(
    f"""
    package apex_web_service as
      type oauth_token is record (token varchar2(32767), expires date);
      type header is record (name varchar2(256), value varchar2(32767));
      type header_table is table of header index by binary_integer;
      type vc_arr2 is table of varchar2(32767) index by binary_integer;
      oauth_client_cred constant varchar2(30) := 'OAUTH_CLIENT_CRED';
      g_oauth_token oauth_token;
      g_request_headers header_table;
      g_headers header_table;
      g_status_code pls_integer;
      g_reason_phrase varchar2(32767);
      empty_vc_arr vc_arr2;
      procedure oauth_authenticate(p_token_url varchar2, p_client_id varchar2, p_client_secret varchar2,
        p_flow_type varchar2 default oauth_client_cred, {_PROXY} {_WALLET}, p_scope varchar2 default null);
      function oauth_get_last_token return varchar2;
      procedure oauth_set_token(p_token varchar2, p_expires date default null);
      function make_rest_request(p_url varchar2, p_http_method varchar2, p_username varchar2 default null,
        p_password varchar2 default null, p_scheme varchar2 default 'Basic', {_PROXY} p_body clob default null,
        p_body_blob blob default null, p_parm_name vc_arr2 default empty_vc_arr,
        p_parm_value vc_arr2 default empty_vc_arr, {_WALLET}, p_credential_static_id varchar2 default null,
        p_token_url varchar2 default null) return clob;
      procedure clear_request_headers;
      procedure set_request_headers({_PAIRS}, p_reset boolean default true, p_skip_if_exists boolean default false);
    end apex_web_service;
    """,
    owner="APEX_240200",
)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_CLIENT_CREDENTIALS = "OAUTH_CLIENT_CRED"


@APEX_WEB_SERVICE.body("oauth_authenticate")
def oauth_authenticate(
    call: PackageCall,
    *,
    p_token_url: str | None,
    p_client_id: str | None,
    p_client_secret: str | None,
    p_flow_type: str | None,
    p_scope: str | None,
    p_transfer_timeout: Any,
    **_: Any,
) -> None:
    """Get an access token and keep it for the session."""
    if p_flow_type != _CLIENT_CREDENTIALS:
        raise not_supported(f"OAuth flow {p_flow_type}")
    call.variables["G_OAUTH_TOKEN"] = _buy(
        call, p_token_url, _basic(p_client_id, p_client_secret), p_scope, p_transfer_timeout
    )


def _buy(call: PackageCall, url: str | None, authorization: str, scope: str | None, timeout: Any) -> Record:
    """A new token with its end. Raises ORA-20987 where none is given."""
    form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
    headers = {
        "Authorization": authorization,
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    response, body = _request(call, url, method="POST", headers=headers, body=urlencode(form).encode(), timeout=timeout)
    try:
        answer = json.loads(body) if response.status == 200 else {}
    except ValueError:
        answer = {}
    if "access_token" not in answer:
        raise OraError(20987, message="APEX - Authentication failed. - Contact your application administrator.")
    expires = call.session.database.clock.now() + timedelta(seconds=int(answer.get("expires_in", 0)))
    return Record(token=answer["access_token"], expires=f"{expires:%Y-%m-%d %H:%M:%S}")


def _by_credential(call: PackageCall, static_id: str, token_url: str | None, timeout: Any) -> str:
    """The Authorization header by a web credential. Its token is kept in the session until it ends."""
    credential = call.session.database.web_credential(call.session, static_id)
    header = _basic(credential.name, credential.secret)
    if credential.basic:
        return header
    if token_url is None:
        raise OraError(20987, message="APEX - Token URL missing. - Contact your application administrator.")
    kept: dict[tuple[str, str, str], Record] = call.variables.setdefault("ORA$TOKENS", {})
    key = (static_id, header, token_url)
    now = f"{call.session.database.clock.now():%Y-%m-%d %H:%M:%S}"
    if key not in kept or kept[key].expires <= now:
        kept[key] = _buy(call, token_url, header, credential.scope, timeout)
    return f"Bearer {kept[key].token}"


@APEX_WEB_SERVICE.body("oauth_get_last_token")
def oauth_get_last_token(call: PackageCall) -> str | None:
    """The token, NULL when there is none or it has expired."""
    return _token(call)


def _token(call: PackageCall) -> str | None:
    held = call.variables["G_OAUTH_TOKEN"]
    now = f"{call.session.database.clock.now():%Y-%m-%d %H:%M:%S}"
    return held.token if held.expires is None or held.expires > now else None


@APEX_WEB_SERVICE.body("oauth_set_token")
def oauth_set_token(call: PackageCall, p_token: str | None, p_expires: Any) -> None:
    """Keep a token that came from elsewhere."""
    expires = None if p_expires is None else f"{p_expires:%Y-%m-%d %H:%M:%S}"
    call.variables["G_OAUTH_TOKEN"] = Record(token=p_token, expires=expires)


@APEX_WEB_SERVICE.body("clear_request_headers")
def clear_request_headers(call: PackageCall) -> None:
    """Send no headers of one's own."""
    call.variables["G_REQUEST_HEADERS"] = Collection()


@APEX_WEB_SERVICE.body("set_request_headers")
def set_request_headers(
    call: PackageCall, p_reset: bool | None, p_skip_if_exists: bool | None, **pairs: str | None
) -> None:
    """Send these headers from now on, instead of the others unless told otherwise."""
    kept = [] if p_reset else call.variables["G_REQUEST_HEADERS"].values()
    names = {header.name.lower() for header in kept}
    for number in range(1, 6):
        name = pairs[f"p_name_{number:02d}"]
        if name is None or (p_skip_if_exists and name.lower() in names):
            continue
        kept = [header for header in kept if header.name.lower() != name.lower()]
        kept.append(Record(name=name, value=pairs[f"p_value_{number:02d}"]))
    call.variables["G_REQUEST_HEADERS"] = Collection(kept)


@APEX_WEB_SERVICE.body("make_rest_request")
def make_rest_request(
    call: PackageCall,
    *,
    p_url: str | None,
    p_http_method: str | None,
    p_username: str | None,
    p_password: str | None,
    p_scheme: str | None,
    p_body: str | None,
    p_body_blob: bytes | None,
    p_parm_name: Collection | None,
    p_parm_value: Collection | None,
    p_transfer_timeout: Any,
    p_credential_static_id: str | None,
    p_token_url: str | None,
    **_: Any,
) -> str:
    """The response's body; its status and headers are in G_STATUS_CODE and G_HEADERS."""
    headers = {
        header.name: header.value or "" for header in call.variables["G_REQUEST_HEADERS"].values() if header.name
    }
    if p_credential_static_id is not None:
        headers["Authorization"] = _by_credential(call, p_credential_static_id, p_token_url, p_transfer_timeout)
    elif p_scheme == _CLIENT_CREDENTIALS:
        headers["Authorization"] = f"Bearer {_token(call) or ''}"
    elif p_username is not None:
        if (p_scheme or "Basic").lower() != "basic":
            raise not_supported(f"authentication scheme {p_scheme}")
        headers["Authorization"] = _basic(p_username, p_password)
    url, body = p_url or "", p_body_blob or (p_body or "").encode()
    names, values = p_parm_name or Collection(), p_parm_value or Collection()
    form = urlencode([(names[place], values.get(place) or "") for place in names.keys()])  # noqa: SIM118
    method = (p_http_method or "GET").upper()
    if form and method in ("GET", "DELETE", "HEAD"):
        url += ("&" if "?" in url else "?") + form
    elif form:
        body = form.encode()
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    response, content = _request(call, url, method=method, headers=headers, body=body, timeout=p_transfer_timeout)
    state = call.variables
    state["G_STATUS_CODE"], state["G_REASON_PHRASE"] = response.status, response.reason or None
    state["G_HEADERS"] = Collection([Record(name=name, value=value) for name, value in response.getheaders()])
    return content.decode(errors="replace")


def _basic(name: str | None, password: str | None) -> str:
    return "Basic " + base64.b64encode(f"{name or ''}:{password or ''}".encode()).decode()


def _request(
    call: PackageCall, url: str | None, *, method: str, headers: dict[str, str], body: bytes, timeout: Any
) -> tuple[HTTPResponse, bytes]:
    """Ask the sandbox's own REST side. Raises ORA-24247 for any other address, ORA-29273 when it does not answer."""
    parts = urlsplit(url or "")
    own = call.session.database.rest_address
    here = urlsplit(own.url if own is not None else "")
    hosts = {here.hostname, *(_LOOPBACK if here.hostname in _LOOPBACK else ())}
    if own is None or parts.scheme != here.scheme or parts.hostname not in hosts or parts.port != here.port:
        raise OraError(24247, message="network access denied by access control list (ACL)")
    seconds = float(timeout or 180)
    connection: HTTPConnection
    if own.ca_file is not None:
        context = ssl.create_default_context(cafile=own.ca_file)
        connection = HTTPSConnection("127.0.0.1", here.port, timeout=seconds, context=context)
        context.check_hostname = False  # the certificate's name need not be the loopback's
    else:
        connection = HTTPConnection("127.0.0.1", here.port, timeout=seconds)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body or None, {"Host": parts.netloc, **headers})
        response = connection.getresponse()
        return response, response.read()
    except (OSError, HTTPException) as error:
        raise OraError(29273, message=f"HTTP request failed ({type(error).__name__})") from None
    finally:
        connection.close()
