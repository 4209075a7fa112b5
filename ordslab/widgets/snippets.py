"""A call written down for other tools. Secrets are variables there: what is copied can be shown to anybody."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ordslab.secrets import masking

NONE, BASIC, BEARER, CLIENT_CREDENTIALS = "none", "basic", "bearer", "client_credentials"
"""Kinds of authorization, as in Postman."""

_OWN_HEADERS = {"authorization", "proxy-authorization", "cookie", "x-api-key"}


@dataclass(frozen=True)
class Request:
    """A call without its secrets. `url` is whole; `token_url` is where a token comes from."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    authorization: str = NONE
    token_url: str = ""

    def shareable(self) -> Request:
        """The same, with secrets that were typed into address, headers or body taken out."""
        kind = next((value for name, value in self.headers.items() if name.lower() == "content-type"), "")
        url = self.url.partition("?")[0] + self._query()
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OWN_HEADERS}
        return Request(self.method, url, headers, _body(kind, self.body), self.authorization, self.token_url)

    def _query(self) -> str:
        query = urlsplit(self.url).query
        return f"?{masking.form(query)}" if query else ""


def _body(kind: str, body: str) -> str:
    if kind.startswith("application/x-www-form-urlencoded"):
        return masking.form(body)
    try:
        value = json.loads(body)
    except ValueError:
        return body
    hidden = masking.members(value)
    return body if hidden == value else json.dumps(hidden, indent=2, ensure_ascii=False)


def curl(request: Request) -> str:
    """For a shell. The secrets go through a pipe, since everyone on a machine can read the arguments of a program."""
    call = ["curl -sS -i"]
    if request.authorization != NONE:
        call.append("--config -")
    if request.method != "GET":
        call.append(f"-X {shlex.quote(request.method)}")
    call += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in request.headers.items()]
    if request.body:
        call.append(f"--data-binary {shlex.quote(request.body)}")
    command = " \\\n  ".join([*call, shlex.quote(request.url)])
    user = """printf 'user = "%s:%s"\\n' "$ORDS_CLIENT_ID" "$ORDS_CLIENT_SECRET" |"""
    bearer = """printf 'header = "Authorization: Bearer %s"\\n' "$ORDS_TOKEN" |"""
    if request.authorization == BASIC:
        return f"{user}\n{command}"
    if request.authorization == BEARER:
        return f"{bearer}\n{command}"
    if request.authorization == CLIENT_CREDENTIALS:
        ask = f"curl -sS --config - --data grant_type=client_credentials {shlex.quote(request.token_url)}"
        return f"ORDS_TOKEN=$({user}\n  {ask} |\n  jq -r .access_token)\n{bearer}\n{command}"
    return command


def python(request: Request) -> str:
    """For Python, with requests."""
    lines = ["import os", "", "import requests", ""]
    given = [f'"{request.method}"', f"    {_quoted(request.url)}"]
    if request.authorization == CLIENT_CREDENTIALS:
        lines += [
            "answer = requests.post(",
            f"    {_quoted(request.token_url)},",
            '    data={"grant_type": "client_credentials"},',
            '    auth=(os.environ["ORDS_CLIENT_ID"], os.environ["ORDS_CLIENT_SECRET"]),',
            "    timeout=30,",
            ")",
            "answer.raise_for_status()",
            'token = answer.json()["access_token"]',
        ]
    elif request.authorization == BEARER:
        lines.append('token = os.environ["ORDS_TOKEN"]')
    headers = [f"{_quoted(name)}: {_quoted(value)}" for name, value in request.headers.items()]
    if request.authorization in (BEARER, CLIENT_CREDENTIALS):
        headers.append('"Authorization": f"Bearer {token}"')
    if headers:
        given.append(f"    headers={{{', '.join(headers)}}}")
    if request.body:
        given.append(f"    data={_quoted(request.body)}.encode()")
    if request.authorization == BASIC:
        given.append('    auth=(os.environ["ORDS_CLIENT_ID"], os.environ["ORDS_CLIENT_SECRET"])')
    call = ",\n".join([f"    {given[0]}", *given[1:], "    timeout=30"])
    return "\n".join(
        [*lines, f"response = requests.request(\n{call},\n)", "print(response.status_code, response.text)"]
    )


def plsql(request: Request) -> str:
    """For PL/SQL, with APEX_WEB_SERVICE. The program that runs it binds the secret from its environment."""
    lines = ["-- :ords_client_id and :ords_client_secret are bind variables: let the program that runs this"]
    lines += ["-- fill them from the environment variables ORDS_CLIENT_ID and ORDS_CLIENT_SECRET.", "declare"]
    lines += ["  l_answer clob;", "begin"]
    scheme = ""
    if request.authorization == CLIENT_CREDENTIALS:
        lines += [
            "  apex_web_service.oauth_authenticate(",
            f"    p_token_url     => {_literal(request.token_url)},",
            "    p_client_id     => :ords_client_id,",
            "    p_client_secret => :ords_client_secret",
            "  );",
        ]
        scheme = ",\n    p_scheme      => 'OAUTH_CLIENT_CRED'"
    elif request.authorization == BASIC:
        scheme = ",\n    p_username    => :ords_client_id,\n    p_password    => :ords_client_secret"
    headers = dict(request.headers)
    if request.authorization == BEARER:
        lines[:2] = ["-- :ords_token is a bind variable: let the program that runs this fill it from ORDS_TOKEN."]
    elif request.authorization == NONE:
        del lines[:2]
    named = [(_literal(name), _literal(value)) for name, value in headers.items()]
    named += [("'Authorization'", "'Bearer ' || :ords_token")] if request.authorization == BEARER else []
    for index, (name, value) in enumerate(named, 1):
        lines += [f"  apex_web_service.g_request_headers({index}).name  := {name};"]
        lines += [f"  apex_web_service.g_request_headers({index}).value := {value};"]
    body = f",\n    p_body        => {_literal(request.body)}" if request.body else ""
    lines += [
        "  l_answer := apex_web_service.make_rest_request(",
        f"    p_url         => {_literal(request.url)},",
        f"    p_http_method => '{request.method}'{scheme}{body}",
        "  );",
        "  dbms_output.put_line(apex_web_service.g_status_code);",
        "  dbms_output.put_line(l_answer);",
        "end;",
        "/",
    ]
    return "\n".join(lines)


def http_file(request: Request) -> str:
    """A `.http` file, for editors that send what it says; client_id, client_secret and token are their variables."""
    lines = []
    if request.authorization == CLIENT_CREDENTIALS:
        lines += ["### Get a token: client_id and client_secret come from your editor's environment", "# @name login"]
        lines += [f"POST {request.token_url}", "Authorization: Basic {{client_id}} {{client_secret}}"]
        lines += ["Content-Type: application/x-www-form-urlencoded", "", "grant_type=client_credentials", ""]
    lines += ["### The call", f"{request.method} {request.url}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    header = {
        BASIC: "Authorization: Basic {{client_id}} {{client_secret}}",
        BEARER: "Authorization: Bearer {{token}}",
        CLIENT_CREDENTIALS: "Authorization: Bearer {{login.response.body.access_token}}",
    }.get(request.authorization)
    lines += [header] if header else []
    return "\n".join([*lines, *(["", request.body] if request.body else []), ""])


def postman(request: Request) -> str:
    """A Postman collection (v2.1). Its variables for secrets are empty: fill them in Postman's vault or environment."""
    names = {
        BASIC: ["client_id", "client_secret"],
        BEARER: ["token"],
        CLIENT_CREDENTIALS: ["client_id", "client_secret"],
    }
    item = {
        "name": f"{request.method} {urlsplit(request.url).path}",
        "request": {
            "method": request.method,
            "header": [{"key": name, "value": value} for name, value in request.headers.items()],
            "url": request.url,
            "auth": _postman_auth(request),
            **({"body": {"mode": "raw", "raw": request.body}} if request.body else {}),
        },
    }
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    collection = {
        "info": {"name": "ordslab", "schema": schema},
        "variable": [{"key": name, "value": ""} for name in names.get(request.authorization, [])],
        "item": [item],
    }
    return json.dumps(collection, indent=2, ensure_ascii=False)


def _postman_auth(request: Request) -> dict[str, object]:
    def pairs(**values: str) -> list[dict[str, str]]:
        return [{"key": key, "value": value, "type": "string"} for key, value in values.items()]

    if request.authorization == BASIC:
        return {"type": "basic", "basic": pairs(username="{{client_id}}", password="{{client_secret}}")}  # noqa: S106
    if request.authorization == BEARER:
        return {"type": "bearer", "bearer": pairs(token="{{token}}")}  # noqa: S106
    if request.authorization == CLIENT_CREDENTIALS:
        given = pairs(
            grant_type="client_credentials",
            accessTokenUrl=request.token_url,
            clientId="{{client_id}}",
            clientSecret="{{client_secret}}",
            client_authentication="header",
            addTokenTo="header",
        )
        return {"type": "oauth2", "oauth2": given}
    return {"type": "noauth"}


def _quoted(text: str) -> str:
    """A Python literal in double quotes."""
    return json.dumps(text, ensure_ascii=False) if not re.search(r"[\x00-\x1f]", text) else repr(text)


def _literal(text: str) -> str:
    """A SQL literal."""
    return "'" + text.replace("'", "''") + "'"
