"""The audit as HTML."""

from __future__ import annotations

import html
import re

from ..dictionary_fakes import FakeConnection, fake_lab, rows


def test_the_report_stands_alone_and_escapes(tmp_path):
    """Promise: HTML from names is text, and nothing is loaded or run."""
    evil = "<img src=x onerror=alert(1)>"
    lab = fake_lab(
        tmp_path,
        FakeConnection(
            rows(client=[(evil, "x", "IMPLICIT", "none none", None)], module=[(evil, "/customers/", "PUBLISHED")])
        ),
    )
    page = lab.audit().html()
    assert page.startswith("<!doctype html>") and "<img" not in page + lab.audit()._repr_html_()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert not re.search(r"<script|https?://|\bsrc=[\"']|<link", page)
    assert "Content-Security-Policy" in page and 'scope="col"' in page and '<html lang="en">' in page


def test_the_report_says_how_to_mend(found):
    """Promise: each finding has its id, place, reason and SQL on the page; in a notebook the list stays short."""
    page = html.unescape(found.html())
    for each in found.findings:
        assert f"{each.kind} · {each.level} · {each.place}" in page and each.rule.why in page
        assert (each.mend or each.rule.mend) in page
    assert "<details" not in found._repr_html_()
