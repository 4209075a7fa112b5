"""The audit for programs: its own JSON, and SARIF."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest

from ordslab.audit import RULES, accept, read_baseline
from ordslab.audit.json_report import SCHEMA_VERSION

from ..dictionary_fakes import FakeConnection, fake_lab, rows

HERE = Path(__file__).parent
EVIL = "[x](https://evil.example.com) `a` <b> ü/../\n\x1b````\n"


def the_schema():
    return json.loads(resources.files("ordslab.audit").joinpath("audit.schema.json").read_text("utf-8"))


def sarif_of(audit):
    document = json.loads(audit.sarif())
    jsonschema.validate(document, json.loads((HERE / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))
    return document["runs"][0]


@pytest.fixture(params=["most that can be wrong", "the lessons' case", "no schema", "evil names"])
def audit(request, found, tmp_path):
    some = {
        "the lessons' case": rows(),
        "no schema": rows(schema=[]),
        "evil names": rows(
            client=[(EVIL, "x", "IMPLICIT", "none none", None)], module=[(EVIL, "/customers/", "PUBLISHED")],
            handler=[(EVIL, "x", "GET", "json/item", "0")], privilege_module=[],
        ),
    }  # fmt: skip
    return fake_lab(tmp_path, FakeConnection(some[request.param])).audit() if request.param in some else found


def test_the_json_is_what_its_schema_says(audit):
    """Promise: programs that follow audit.schema.json read every audit."""
    document = json.loads(audit.json())
    jsonschema.Draft202012Validator.check_schema(the_schema())
    jsonschema.validate(document, the_schema())
    assert len(document["findings"]) == len(audit.findings)
    assert len(document["warnings"]) + len(document["notes"]) == len(audit.findings)


def test_the_schema_describes_every_entry(found):
    """Promise: nothing is in the JSON that the schema does not describe, and its version is the program's."""
    document, schema = json.loads(found.json()), the_schema()
    assert schema["properties"]["schema_version"]["const"] == SCHEMA_VERSION
    for part, described in (
        (document, schema),
        (document["endpoints"][0], schema["$defs"]["endpoint"]),
        (document["findings"][0], schema["$defs"]["finding"]),
        (document["findings"][0]["place"], schema["$defs"]["finding"]["properties"]["place"]),
        (document["warnings"][0], schema["$defs"]["short"]),
    ):
        assert set(part) == set(described["properties"]) == set(described["required"])


def test_sarif_is_valid_and_code_scanning_can_take_it(audit):
    """Promise: valid by OASIS's schema; each result has what GitHub's code scanning asks for besides: a place in a file
    with a relative address, a line, a known rule, a fingerprint."""
    run = sarif_of(audit)
    rules = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == list(RULES)
    assert len(run["results"]) == len(audit.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        address = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"ords/[\w.~%/-]+\.sql", address) and ".." not in address.split("/")
        assert place["region"]["startLine"] >= 1
        assert re.fullmatch(r"[0-9a-f]{16}", result["partialFingerprints"]["ordslabFinding/v1"])
    prints = [each["partialFingerprints"]["ordslabFinding/v1"] for each in run["results"]]
    assert len(set(prints)) == len(prints)


def test_whoever_has_the_sarif_alone_can_mend(found):
    """Promise: each result says what is wrong, why, where, the SQL or why there is none, the lesson, and the risk."""
    run = sarif_of(found)
    names = {each["id"]: each["name"] for each in run["taxonomies"][0]["taxa"]}
    for result, each in zip(run["results"], found.findings, strict=True):
        said = result["message"]["text"]
        assert each.text in said and each.rule.why in said and each.rule.page in said
        assert (each.mend or each.rule.mend) in said
        assert not each.mend or f"```sql\n{each.mend}\n```" in result["message"]["markdown"]
        assert str(each.place) == result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
        for relation in run["tool"]["driver"]["rules"][result["ruleIndex"]].get("relationships", ()):
            assert relation["target"]["id"] in names


def test_names_of_the_schema_are_text_in_markdown(tmp_path):
    """Promise: a name can be no link, picture or element in what code scanning shows."""
    lab = fake_lab(tmp_path, FakeConnection(rows(client=[(EVIL, "x", "IMPLICIT", "none none", None)])))
    (result,) = [each for each in sarif_of(lab.audit())["results"] if each["ruleId"] == "implicit_client"]
    told = result["message"]["markdown"].partition("```")[0]
    assert "\\[x\\](https" in told and "\\<b\\>" in told and "\\`a\\`" in told
    assert EVIL in unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def test_no_name_ends_a_block_of_sql(tmp_path):
    """Promise: the SQL of a finding stays code, whatever is called what."""
    module = {"module": [(EVIL, "/x/", "PUBLISHED")], "handler": [(EVIL, "y", "GET", "json/item", "0")]}
    lab = fake_lab(tmp_path, FakeConnection(rows(**module, privilege_module=[], privilege=[])))
    (result,) = [each for each in sarif_of(lab.audit())["results"] if each["ruleId"] == "public_endpoint"]
    assert "````" in result["properties"]["mend"]
    assert result["message"]["markdown"].count("\n`````sql\n") == result["message"]["markdown"].count("\n`````\n") == 1


def test_an_audits_json_is_a_baseline(found, tmp_path):
    """Promise: what was printed once can be compared with; SARIF and JSON say then what was accepted, and why."""
    file = tmp_path / "audit.json"
    file.write_text(found.json(), encoding="utf-8")
    again = accept(found, [], read_baseline(file), None)
    assert again.warnings == again.notes == () and again.status("note") == 0
    assert all(each["suppressions"][0]["justification"] == "in the baseline" for each in sarif_of(again)["results"])
    jsonschema.validate(json.loads(again.json()), the_schema())
