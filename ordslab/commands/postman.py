"""The command `ordslab export postman`: the lessons' calls as a Postman collection, secrets as variables.

The collection (format 2.1) holds no secret: client_id, client_secret and access_token are variables without a value.
Fill in the first two in Postman, or in the environment file that newman reads: `newman run FILE --environment FILE`.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import ordslab
from ordslab.commands.arguments import add_verb

Request = dict[str, Any]

_FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_DESCRIPTION = (
    "The calls of the ordslab lessons: the licence service without a token, a token for the backend's client, and the "
    "service with it. Set client_id and client_secret first; they belong to your backend and to nobody else."
)
_ID = {"key": "username", "value": "{{client_id}}", "type": "string"}
_BASIC = {"type": "basic", "basic": [_ID, {"key": "password", "value": "{{client_secret}}", "type": "string"}]}
_BEARER = {"type": "bearer", "bearer": [{"key": "token", "value": "{{access_token}}", "type": "string"}]}
_FORM = [{"key": "grant_type", "value": "client_credentials", "type": "text"}]


def collection(base_url: str, path: str = "customers/validation/1") -> dict[str, Any]:
    """The lessons' calls against the services at `base_url`; `path`: the protected endpoint, below it."""
    service = f"{{{{base_url}}}}/{path.lstrip('/')}"
    tokens = "{{base_url}}/oauth/token"
    wrong = json.loads(json.dumps(_BASIC).replace("{{client_secret}}", "not-the-secret"))
    keeps = 'pm.collectionVariables.set("access_token", pm.response.json().access_token);'
    return {
        "info": {"name": "ordslab lessons", "description": _DESCRIPTION, "schema": _FORMAT},
        "item": [
            _item("Without a token: 401", _request("GET", service, {"type": "noauth"}), 401),
            _item("A token for the client", _request("POST", tokens, _BASIC, _FORM), 200, keeps),
            _item("With the token: 200", _request("GET", service, _BEARER), 200),
            _item("A wrong secret: 401", _request("POST", tokens, wrong, _FORM), 401),
            _item("A token is asked for by POST: 405", _request("GET", tokens, _BASIC), 405),
        ],
        "variable": [
            {"key": "base_url", "value": base_url, "type": "string"},
            *({"key": name, "value": "", "type": "secret"} for name in ("client_id", "client_secret", "access_token")),
        ],
    }


def _request(method: str, url: str, auth: dict[str, Any], form: list[dict[str, str]] | None = None) -> Request:
    accept = {"key": "Accept", "value": "application/json"}
    request: Request = {"method": method, "url": url, "auth": auth, "header": [accept]}
    if form is not None:
        request["body"] = {"mode": "urlencoded", "urlencoded": form}
    return request


def _item(name: str, request: Request, status: int, *script: str) -> dict[str, Any]:
    """A request with a test of its status, and what is done with the answer when it has passed."""
    test = f'pm.test("status {status}", () => pm.response.to.have.status({status}));'
    event = {"listen": "test", "script": {"type": "text/javascript", "exec": [test, *script]}}
    return {"name": name, "event": [event], "request": request}


def add_to(commands: Any) -> None:
    export = commands.add_parser("export", help="the lessons' calls for another tool", description="Export the calls.")
    verbs = export.add_subparsers(metavar="TOOL", required=True)
    text = "the lessons' calls as a Postman collection, secrets as variables"
    postman = add_verb(verbs, "postman", run, text)
    postman.add_argument("--profile", help="whose services (default: ORDSLAB_PROFILE, else the sandbox's)")
    postman.add_argument("--output", type=Path, metavar="FILE", help="write it to FILE (default: print it)")


def run(options: argparse.Namespace) -> int:
    with ordslab.open_lab(options.profile) as lab:
        path = lab.url("customers/validation/1").removeprefix(lab.base_url)
        text = json.dumps(collection(lab.base_url, path), indent=2) + "\n"
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8")
    return 0
