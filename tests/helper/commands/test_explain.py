"""The command `ordslab explain`, for people and for programs."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import pytest

from ordslab.cli import main
from ordslab.sql.dialect import Dialect

from ..dictionary_fakes import CLIENT, FakeConnection, fake_lab, rows

SCHEMA = json.loads(resources.files("ordslab.chain").joinpath("explanation.schema.json").read_text("utf-8"))
PATH = "customers/validation/1"


def command(monkeypatch, lab, *arguments):
    monkeypatch.setattr("ordslab.open_lab", lambda profile: lab)
    return main(["explain", *arguments])


CALLS = [
    (("GET", PATH, "--client", CLIENT), {}, 0, "allowed"),
    (("get", PATH), {}, 1, "no_token"),
    (("GET", PATH, "--client", CLIENT), {"client_role": [], "client_privilege": []}, 1, "no_role"),
    (("GET", PATH), {"privilege_module": []}, 0, "no_mapping"),
    (("POST", "oauth/token", "--client", "nobody"), {}, 1, "no_client"),
    (("GET", "customer/1"), {}, 1, "no_module"),
    (("DELETE", f"https://db.example.com/ords/page/{PATH}", "--client", CLIENT), {}, 1, "no_handler"),
    (("GET", "https://db.example.com/ords/pages/x"), {}, 1, "wrong_alias"),
    (("GET", "a"), {"module": [], "handler": [], "schema": []}, 1, "schema_not_enabled"),
]


@pytest.mark.parametrize("asked", CALLS, ids=[each[-1] for each in CALLS])
def test_the_json_is_what_its_schema_says(tmp_path, monkeypatch, capsys, asked):
    """Promise: 0 through, 1 refused; the JSON fits the schema in the package, and says what the text says."""
    words, changes, status, cause = asked

    def lab():
        return fake_lab(tmp_path, FakeConnection(rows(**changes)))

    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert command(monkeypatch, lab(), *words, "--json") == status
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, SCHEMA)
    assert set(told) == set(SCHEMA["properties"]) == set(SCHEMA["required"])
    found = lab().explain(words[0], words[1], client=told["client"])
    assert told["cause"] == cause and told == found.to_dict() and "\n/\n".join(told["mend"]) == found.sql
    assert (told["call"]["method"], told["status"]) == (words[0].upper(), found.status)
    assert command(monkeypatch, lab(), *words) == status
    assert capsys.readouterr().out == f"{found!r}\n"


def test_the_command_says_when_it_could_not(tmp_path, monkeypatch, capsys):
    """Promise: 2, with two lines on stderr and nothing on stdout, where there is no call or nothing to read."""
    lab = fake_lab(tmp_path, FakeConnection([], lacks={"ORA-00942": "user_ords_schemas"}))
    assert command(monkeypatch, lab, "GET", PATH, "--json") == 2
    shown = capsys.readouterr()
    assert shown.out == "" and len(shown.err.splitlines()) == 2
    assert command(monkeypatch, fake_lab(tmp_path, FakeConnection(rows())), "FETCH", PATH) == 2
    with pytest.raises(SystemExit) as ended:
        main(["explain", "GET"])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("changes", "call", "word"),
    [
        ({"client_role": []}, ("GET", PATH, CLIENT), "oauth.grant_client_role"),
        ({"client": []}, ("GET", PATH, CLIENT), "oauth.create_client"),
        (
            {"client": [(CLIENT, "x", "CLIENT_CRED", "none none", None)]},
            ("POST", "oauth/token", CLIENT),
            "oauth.rotate_client_secret",
        ),
        (
            {"client": [(CLIENT, "x", "AUTH_CODE", "masked none", None)], "client_privilege": []},
            ("GET", PATH, CLIENT),
            "oauth.update_client",
        ),
    ],
)
def test_where_oauth_alone_is_there_the_sql_speaks_it(tmp_path, changes, call, word):
    """Promise: ORDS before 24.3 has no ORDS_SECURITY: what mends is written for the package that is there."""
    older = Dialect(oauth=True, ords_security=False)
    found = fake_lab(tmp_path, FakeConnection(rows(**changes)), dialect=older).explain(*call)
    assert word in found.sql and "ords_security" not in found.sql
    assert "ords_security." in fake_lab(tmp_path, FakeConnection(rows(**changes))).explain(*call).sql
