"""The audit as text."""

from __future__ import annotations

import html
import re


def test_text_and_html_say_the_same(found):
    """Promise: the text twin has every fact of the HTML."""
    page = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.html())))
    for each in (*found.warnings, *found.notes):
        assert each.text in page and each.text in re.sub(r"\s+", " ", repr(found))
