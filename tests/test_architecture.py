"""The maintainer's page names rooms that exist, and every room."""

from __future__ import annotations

import re

import pytest

from tests.import_graph import ROOT

PAGE = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
HELPER, SANDBOX = ROOT / "ordslab", ROOT / "ordslab" / "sandbox"
NAMED = sorted(set(re.findall(r"`((?:[a-z_]+/)+[a-z_]*(?:\.(?:py|js))?)`", PAGE)))


@pytest.mark.parametrize("name", NAMED)
def test_what_the_page_names_is_there(name):
    """Promise: a path on the page leads to a file or a folder, in either wing or in the repository."""
    bare = name.rstrip("/")
    places = (HELPER / bare, SANDBOX / bare, ROOT / bare)
    assert any(each.exists() or each.with_name(f"{each.name}.py").exists() for each in places), name


@pytest.mark.parametrize("wing", [HELPER, SANDBOX], ids=lambda wing: wing.name)
def test_every_room_is_on_the_page(wing):
    """Promise: a folder of either wing has its sentence, and its package says what it is for."""
    for folder in sorted(each.parent for each in wing.glob("*/__init__.py")):
        if folder != SANDBOX:
            assert f"`{folder.name}/`" in PAGE or f"`{folder.name}`" in PAGE, folder
        first = (folder / "__init__.py").read_text(encoding="utf-8").lstrip()
        assert first.startswith('"""') and len(first.splitlines()[0]) > 30, folder


def test_the_readme_and_the_page_agree():
    """Promise: the README leads to the maintainer's pages, and names the two wings."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for each in ("docs/ARCHITECTURE.md", "CONTRIBUTING.md", "ordslab/sandbox/"):
        assert each in readme, each
