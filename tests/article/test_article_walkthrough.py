"""The article's script runs verbatim from a plain program, and so does the same in the current dialect."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("walkthrough.py")
BEFORE = ["public 200", "protected 401"]
AFTER = ["wrong secret 401", "token 200 access_token token_type expires_in bearer 3600", "called 200 1 VALID"]


def walk_through(sandbox, dialect: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), sandbox.dsn, f"{sandbox.ords_url}/page", dialect],
        input=sandbox.password + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_article_dialect(fresh_sandbox):
    """Promise: the article's own `oauth.create_client` block and query work as printed; the secret is readable."""
    assert walk_through(fresh_sandbox, "article") == BEFORE + AFTER


def test_current_dialect(fresh_sandbox):
    """Promise: `ords_security.register_client` gives its secret once; the view shows eight asterisks.

    Source: oracle-base's article on ORDS_SECURITY (certain).
    """
    assert walk_through(fresh_sandbox, "current") == [*BEFORE, "view ********", *AFTER]


def test_program_uses_nothing_of_ours():
    """Promise: what the walk-through does, anyone can do with the driver and requests alone."""
    nodes = ast.walk(ast.parse(PROGRAM.read_text()))
    imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert [ast.unparse(node) for node in imports] == ["import sys", "import oracledb", "import requests"]


@pytest.mark.parametrize("dialect", ["article", "current"])
def test_walkthrough_prints_no_secret(fresh_sandbox, dialect):
    """Promise: the steps' report holds nothing that looks like a client id, a secret or a token."""
    import re

    printed = "\n".join(walk_through(fresh_sandbox, dialect))
    assert not re.search(r"[\w-]{22}", printed)
