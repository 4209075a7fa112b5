"""The audit as text."""

from __future__ import annotations

import html
import re

import pytest

from ..dictionary_fakes import FakeConnection, fake_lab, rows


def test_text_and_html_say_the_same(found):
    """Promise: the text twin has every fact of the HTML."""
    page = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.html())))
    for each in (*found.warnings, *found.notes):
        assert each.text in page and each.text in re.sub(r"\s+", " ", repr(found))


@pytest.mark.parametrize("length", [1, 16, 200])
def test_a_long_path_leaves_the_other_columns_where_they_are(tmp_path, length):
    """Promise: a long cell goes on below itself; a line stays within what a terminal shows."""
    long = "x" * length
    module = [("customers", f"/{long}/", "PUBLISHED")]
    found = fake_lab(tmp_path, FakeConnection(rows(module=module))).audit()
    table = repr(found).split("\n\n")[1].splitlines()
    assert max(map(len, table)) < 200 and "license_backend_client" in table[1]
    start = table[0].index("endpoint")
    assert f"/{long}/validation/{{id}}" in "".join(line[start:].split("  ")[0] for line in table[1:])
