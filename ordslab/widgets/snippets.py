"""A call written down for other tools. Secrets are variables there: what is copied can be shown to anybody."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from shlex import quote
from urllib.parse import urlsplit

from ordslab.chain.mending_sql import text as literal
from ordslab.secrets import masking

NONE, BASIC, BEARER, CLIENT_CREDENTIALS = "none", "basic", "bearer", "client_credentials"
"""Kinds of authorization, as in Postman."""

_OWN_HEADERS = {"authorization", "proxy-authorization", "cookie", "x-api-key"}
_ID, _SECRET, _TOKEN = "ORDS_CLIENT_ID", "ORDS_CLIENT_SECRET", "ORDS_TOKEN"
_VARIABLES = {BASIC: (_ID, _SECRET), BEARER: (_TOKEN,), CLIENT_CREDENTIALS: (_ID, _SECRET)}
"""The variables that hold the secrets of each kind."""


@dataclass(frozen=True)
class SharedCall:
    """A call to be shown to others. `url` is whole; `token_url` is where a token comes from."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    authorization: str = NONE
    token_url: str = ""

    def shareable(self) -> SharedCall:
        """The same, with secrets that were typed into address, headers or body taken out."""
        kind = next((value for name, value in self.headers.items() if name.lower() == "content-type"), "")
        path, _, query = self.url.partition("?")
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OWN_HEADERS}
        url = f"{path}?{masking.form(query)}" if query else path
        return replace(self, url=url, headers=headers, body=_without_secrets(kind, self.body))


def _without_secrets(kind: str, body: str) -> str:
    if kind.startswith("application/x-www-form-urlencoded"):
        return masking.form(body)
    try:
        value = json.loads(body)
    except ValueError:
        return body
    hidden = masking.members(value)
    return body if hidden == value else json.dumps(hidden, indent=2, ensure_ascii=False)


def curl(call: SharedCall) -> str:
    """For a shell. The secrets go through a pipe, since everyone on a machine can read the arguments of a program."""
    body = call.body if call.method != "HEAD" else ""
    words = ["curl -sS -i" if call.method != "HEAD" else "curl -sS --head"]
    words += ["--config -"] if call.authorization != NONE else []
    words += [f"-X {quote(call.method)}"] if call.method not in ("GET", "HEAD") or body else []
    words += [f"-H {quote(f'{name}: {value}')}" for name, value in call.headers.items()]
    words += [f"--data-binary {quote(body)}"] if body else []
    user = f"""printf 'user = "%s:%s"\\n' "${_ID}" "${_SECRET}" |"""
    lines = _read_first(call)
    if call.body != body:
        lines.append("# The body is left out: HEAD has none.")
    if call.authorization == CLIENT_CREDENTIALS:
        ask = f"curl -sS --config - --data grant_type=client_credentials {quote(call.token_url)}"
        extract = r"""sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p'"""
        lines.append(f"{_TOKEN}=$({user}\n  {ask} |\n  {extract})")
    if call.authorization == BASIC:
        lines.append(user)
    elif call.authorization != NONE:
        lines.append(f"""printf 'header = "Authorization: Bearer %s"\\n' "${_TOKEN}" |""")
    return "\n".join([*lines, " \\\n  ".join([*words, quote(call.url)])])


def _read_first(call: SharedCall) -> list[str]:
    """How to set the variables so that neither screen nor history shows a secret."""
    names = [f"#   read -rs {name}" for name in _VARIABLES.get(call.authorization, ())]
    return ["# First set what is secret, each by a line of its own:", *names] if names else []


def python(call: SharedCall) -> str:
    """For Python, with requests. It asks for what the environment does not hold."""
    names = _VARIABLES.get(call.authorization, ())
    lines = ["import os", "from getpass import getpass", ""] if names else []
    lines += ["import requests", ""]
    if names:
        lines += [
            "# Set these variables from where you keep secrets; what is not set is asked for.",
            f"for name in {names}:",
        ]
        lines += ['    os.environ[name] = os.environ.get(name) or getpass(f"{name}: ")', ""]
    credentials = f'    auth=(os.environ["{_ID}"], os.environ["{_SECRET}"]),'
    if call.authorization == CLIENT_CREDENTIALS:
        lines += ["answer = requests.post(", f"    {_quoted(call.token_url)},"]
        lines += ['    data={"grant_type": "client_credentials"},', credentials, "    timeout=30,", ")"]
        lines += ["answer.raise_for_status()", 'token = answer.json()["access_token"]']
    elif call.authorization == BEARER:
        lines.append(f'token = os.environ["{_TOKEN}"]')
    headers = [f"{_quoted(name)}: {_quoted(value)}" for name, value in call.headers.items()]
    if call.authorization in (BEARER, CLIENT_CREDENTIALS):
        headers.append('"Authorization": f"Bearer {token}"')
    lines += ["response = requests.request(", f'    "{call.method}",', f"    {_quoted(call.url)},"]
    lines += [f"    headers={{{', '.join(headers)}}},"] if headers else []
    lines += [f"    data={_quoted(call.body)}.encode(),"] if call.body else []
    lines += [credentials] if call.authorization == BASIC else []
    return "\n".join([*lines, "    timeout=30,", ")", "print(response.status_code, response.text)"])


def plsql(call: SharedCall) -> str:
    """For PL/SQL, with APEX_WEB_SERVICE. The program that runs it binds the secret from its environment."""
    names = _VARIABLES.get(call.authorization, ())
    lines = [
        f"-- :{name.lower()} is a bind variable: let the program that runs this fill it from {name}." for name in names
    ]
    lines += ["declare", "  l_answer clob;", "begin"]
    given = {"p_url": literal(call.url), "p_http_method": f"'{call.method}'"}
    headers = {literal(name): literal(value) for name, value in call.headers.items()}
    if call.authorization == CLIENT_CREDENTIALS:
        asked = {"p_token_url": literal(call.token_url), "p_client_id": f":{_ID}", "p_client_secret": f":{_SECRET}"}
        lines.append(f"  apex_web_service.oauth_authenticate({_arguments(asked)});")
        given["p_scheme"] = "'OAUTH_CLIENT_CRED'"
    elif call.authorization == BASIC:
        given |= {"p_username": f":{_ID}", "p_password": f":{_SECRET}"}
    elif call.authorization == BEARER:
        headers["'Authorization'"] = f"'Bearer ' || :{_TOKEN.lower()}"
    for index, (name, value) in enumerate(headers.items(), 1):
        lines += [f"  apex_web_service.g_request_headers({index}).name  := {name};"]
        lines += [f"  apex_web_service.g_request_headers({index}).value := {value};"]
    given |= {"p_body": literal(call.body)} if call.body else {}
    lines += [f"  l_answer := apex_web_service.make_rest_request({_arguments(given)});"]
    lines += [
        "  dbms_output.put_line(apex_web_service.g_status_code);",
        "  dbms_output.put_line(l_answer);",
        "end;",
        "/",
    ]
    return "\n".join(lines)


def _arguments(given: dict[str, str]) -> str:
    """Arguments by name, one a line. Bind variables are written small, as SQL has them."""
    width = max(map(len, given))
    shown = {name: value.lower() if value.startswith(":") else value for name, value in given.items()}
    return ",".join(f"\n    {name.ljust(width)} => {value}" for name, value in shown.items()) + "\n  "


def http_file(call: SharedCall) -> str:
    """A `.http` file, for editors that send what it says; client_id, client_secret and token are their variables."""
    lines, basic = [], "Authorization: Basic {{client_id}} {{client_secret}}"
    if call.authorization == CLIENT_CREDENTIALS:
        lines += ["### Get a token: client_id and client_secret come from your editor's environment", "# @name login"]
        lines += [f"POST {call.token_url}", basic, "Content-Type: application/x-www-form-urlencoded", ""]
        lines += ["grant_type=client_credentials", ""]
    lines += [
        "### The call",
        f"{call.method} {call.url}",
        *(f"{name}: {value}" for name, value in call.headers.items()),
    ]
    bearer = "Authorization: Bearer {{token}}"
    login = "Authorization: Bearer {{login.response.body.access_token}}"
    header = {BASIC: basic, BEARER: bearer, CLIENT_CREDENTIALS: login}.get(call.authorization)
    lines += [header] if header else []
    return "\n".join([*lines, *(["", call.body] if call.body else []), ""])


def postman(call: SharedCall) -> str:
    """A Postman collection (v2.1). Its variables for secrets are empty: fill them in Postman's vault or environment."""
    names = [name.removeprefix("ORDS_").lower() for name in _VARIABLES.get(call.authorization, ())]
    request = {
        "method": call.method,
        "header": [{"key": name, "value": value} for name, value in call.headers.items()],
        "url": call.url,
        "auth": _postman_auth(call),
        **({"body": {"mode": "raw", "raw": call.body}} if call.body else {}),
    }
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    collection = {
        "info": {"name": "ordslab", "schema": schema},
        "variable": [{"key": name, "value": ""} for name in names],
        "item": [{"name": f"{call.method} {urlsplit(call.url).path}", "request": request}],
    }
    return json.dumps(collection, indent=2, ensure_ascii=False)


def _postman_auth(call: SharedCall) -> dict[str, object]:
    client = {"clientId": "{{client_id}}", "clientSecret": "{{client_secret}}"}
    asked = {"grant_type": "client_credentials", "accessTokenUrl": call.token_url}
    kinds = {
        BASIC: ("basic", {"username": "{{client_id}}", "password": "{{client_secret}}"}),
        BEARER: ("bearer", {"token": "{{token}}"}),
        CLIENT_CREDENTIALS: ("oauth2", asked | client | {"client_authentication": "header", "addTokenTo": "header"}),
    }
    if call.authorization not in kinds:
        return {"type": "noauth"}
    kind, values = kinds[call.authorization]
    return {"type": kind, kind: [{"key": key, "value": value, "type": "string"} for key, value in values.items()]}


def _quoted(text: str) -> str:
    """A Python literal in double quotes."""
    return json.dumps(text, ensure_ascii=False) if not re.search(r"[\x00-\x1f]", text) else repr(text)
