"""A call written for other tools."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from ordslab.widgets import snippets

from ..echo_server import Echo

TOKEN = "IVGVP-GrXzQJLUIBM4uN_w"


SECRET = "Zm6Z-XMm_LTOrgGMLxtT7Q.."


URL = "http://127.0.0.1:1/ords/page"


KINDS = [snippets.NONE, snippets.BASIC, snippets.BEARER, snippets.CLIENT_CREDENTIALS]


def a_request(kind: str, **changes: object) -> snippets.SharedCall:
    given = {"headers": {"Accept": "application/json"}, "token_url": f"{URL}/oauth/token", "authorization": kind}
    return snippets.SharedCall("GET", f"{URL}/customers/validation/1", **given | changes)


@pytest.mark.parametrize("kind", KINDS)
def test_python_snippet_is_python(kind):
    """Promise: it compiles, and takes its secrets from the environment."""
    text = snippets.python(a_request(kind, body='a "b"\n'))
    compile(text, "snippet", "exec")
    assert ("os.environ[" in text) == (kind != snippets.NONE)


@pytest.mark.parametrize("kind", KINDS)
def test_postman_collection_is_one(kind):
    """Promise: a collection of format 2.1 with one call, whose variables for secrets are empty."""
    collection = json.loads(snippets.postman(a_request(kind)))
    assert collection["info"]["schema"].endswith("/v2.1.0/collection.json")
    assert all(each["value"] == "" for each in collection["variable"])
    used = {each["key"] for each in collection["variable"]}
    assert used == set(re.findall(r"\{\{(\w+)\}\}", snippets.postman(a_request(kind))))


@pytest.mark.parametrize(
    "write", [snippets.curl, snippets.python, snippets.plsql, snippets.http_file, snippets.postman]
)
def test_what_was_typed_by_hand_is_taken_out(write):
    """Promise: a secret in address, header or body leaves with no export."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "authorization": f"Bearer {TOKEN}"}
    request = a_request(snippets.NONE, headers=form, body=f"client_secret={SECRET}&a=1")
    request = snippets.SharedCall("POST", f"{URL}/x?access_token={TOKEN}", request.headers, request.body)
    text = write(request.shareable())
    assert TOKEN not in text and SECRET not in text and "a=1" in text


def test_literals_of_other_languages_hold():
    """Promise: quotes in a path break out of no literal."""
    request = snippets.SharedCall(
        "GET", f"{URL}/o'hara\"$(id)", authorization=snippets.CLIENT_CREDENTIALS, token_url=URL
    )
    assert "/o''hara\"$(id)'" in snippets.plsql(request)
    compile(snippets.python(request), "snippet", "exec")
    words = subprocess.run(
        ["bash", "-nc", snippets.curl(request)], capture_output=True, text=True, check=False, timeout=10
    )
    assert words.returncode == 0, words.stderr


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_curl_shows_no_secret_to_other_users(echo, monkeypatch, tmp_path):
    """Promise: run by a shell, it gets a token and calls; neither secret nor token is an argument of a program."""
    monkeypatch.setattr(Echo, "do_GET", Echo.do_POST, raising=False)
    monkeypatch.setattr(Echo, "answer", json.dumps({"access_token": TOKEN}).encode())
    log = tmp_path / "arguments"
    real = shutil.which("curl")
    (tmp_path / "curl").write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real} "$@"\n')
    (tmp_path / "curl").chmod(0o700)
    request = snippets.SharedCall("GET", f"{echo}/x", {}, "", snippets.CLIENT_CREDENTIALS, f"{echo}/oauth/token")
    done = subprocess.run(
        ["bash", "-c", snippets.curl(request)],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "ORDS_CLIENT_ID": "id", "ORDS_CLIENT_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert "200 OK" in done.stdout, done.stderr
    arguments = log.read_text()
    assert len(arguments.splitlines()) == 2 and SECRET not in arguments and TOKEN not in arguments


def test_python_snippet_runs(echo, monkeypatch):
    """Promise: copied as it is, it gets a token and calls."""
    monkeypatch.setattr(Echo, "do_GET", Echo.do_POST, raising=False)
    monkeypatch.setattr(Echo, "answer", json.dumps({"access_token": TOKEN}).encode())
    request = snippets.SharedCall("GET", f"{echo}/x", {}, "", snippets.CLIENT_CREDENTIALS, f"{echo}/oauth/token")
    secrets = {"ORDS_CLIENT_ID": "id", "ORDS_CLIENT_SECRET": SECRET, "NO_PROXY": "*"}
    program = [sys.executable, "-c", snippets.python(request)]
    done = subprocess.run(program, env=os.environ | secrets, capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout.startswith("200"), done.stderr


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("write", [snippets.curl, snippets.python, snippets.plsql])
def test_a_snippet_says_how_to_set_its_variables(write, kind):
    """Promise: each variable that a snippet reads is named in a line that says how to set it."""
    told = [line for line in write(a_request(kind)).splitlines() if re.match(r"#|--|for name in", line)]
    names = {snippets.NONE: [], snippets.BEARER: ["ORDS_TOKEN"]}.get(kind, ["ORDS_CLIENT_ID", "ORDS_CLIENT_SECRET"])
    assert all(any(name in line for line in told) for name in names) and bool(told) == bool(names)


def test_python_asks_for_what_is_not_set(echo, monkeypatch):
    """Promise: pasted without having set anything, it asks, and shows nothing of what is typed."""
    monkeypatch.setattr(Echo, "do_GET", Echo.do_POST, raising=False)
    monkeypatch.setattr(Echo, "answer", json.dumps({"access_token": TOKEN}).encode())
    request = snippets.SharedCall("GET", f"{echo}/x", {}, "", snippets.CLIENT_CREDENTIALS, f"{echo}/oauth/token")
    asked = "import getpass\ngetpass.getpass = lambda prompt: print(prompt) or 'typed'\n"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ORDS_")} | {"NO_PROXY": "*"}
    program = [sys.executable, "-c", asked + snippets.python(request)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout.splitlines()[:2] == ["ORDS_CLIENT_ID: ", "ORDS_CLIENT_SECRET: "], done.stderr
    assert done.stdout.splitlines()[2].startswith("200") and "typed" not in done.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("body", ["", '{"left": "over"}'])
def test_curl_sends_the_method_that_was_sent(echo, monkeypatch, method, body):
    """Promise: a body left over makes no POST of a GET, and HEAD waits for no body that never comes."""
    seen = []

    def note(handler):
        seen.append(handler.command)
        handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        handler.send_response(200)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(b"{}")

    monkeypatch.setattr(Echo, f"do_{method}", note, raising=False)
    command = snippets.curl(snippets.SharedCall(method, f"{echo}/x", {}, body))
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=20)
    assert seen == [method] and "200 OK" in done.stdout and done.stderr == ""
    assert ("left out" in command) == (method == "HEAD" and bool(body))
