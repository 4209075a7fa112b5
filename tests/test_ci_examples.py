"""The examples for CI systems have their form, and call the program as it is."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from ordslab.cli import _parser
from ordslab.settings import profiles

ROOT = Path(__file__).parents[1]
EXAMPLES = {
    ROOT / "docs" / "ci" / "github-actions.yml": "vendor.github-workflows",
    ROOT / "docs" / "ci" / "gitlab-ci.yml": "vendor.gitlab-ci",
}


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.name)
def example(request) -> Path:
    return request.param


def commands(document) -> list[str]:
    """Every shell command of a workflow."""
    if isinstance(document, dict):
        own = [each for key in ("run", "script") for each in _listed(document.get(key))]
        return own + [each for value in document.values() for each in commands(value)]
    return [each for value in document for each in commands(value)] if isinstance(document, list) else []


def _listed(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def test_there_are_two_systems():
    """Promise: each example in the folder is among those that are tried here."""
    assert set((ROOT / "docs" / "ci").iterdir()) == set(EXAMPLES)


def test_it_is_valid_by_the_systems_own_schema(example):
    """Promise: the CI system takes the file: checked against its published schema, as check-jsonschema carries it."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", EXAMPLES[example], str(example)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_calls_the_program_as_it_is(example):
    """Promise: the options are there; what is installed is the light wheel; each variable is one that ordslab reads."""
    text = example.read_text(encoding="utf-8")
    found = commands(yaml.safe_load(text))
    light = tomllib.loads((ROOT / "packaging" / "ordslab-audit" / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"pip install {light['project']['name']}" in found
    audits = [*(each for each in found if each.startswith("ordslab ")), *re.findall(r"`(ordslab audit [^`]*)`", text)]
    assert len(audits) == 2
    for each in audits:
        _parser().parse_args(shlex.split(each)[1:])
    known = {f"ORDSLAB_{each.upper()}" for each in profiles.ENTRIES} | {"ORDSLAB_PASSWORD"}
    named = set(re.findall(r"\bORDSLAB_\w+", text))
    assert {"ORDSLAB_DSN", "ORDSLAB_USER", "ORDSLAB_ORDS_URL", "ORDSLAB_PASSWORD"} <= named <= known


def test_the_files_that_are_kept_are_those_that_are_written(example):
    """Promise: what is uploaded or kept is what the audit wrote."""
    text = example.read_text(encoding="utf-8")
    written = {
        each for command in commands(yaml.safe_load(text)) for each in re.findall(r"--(?:sarif|html) (\S+)", command)
    }
    kept = set(re.findall(r"^\s*(?:sarif_file: |path: |- )(ords\.\w+)$", text, re.MULTILINE))
    assert written == kept == {"ords.sarif", "ords.html"}
