"""HTML that is escaped unless it says otherwise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ordslab.markup import Html, button, join, tag

EVIL = """<img src=x onerror="alert('1')">&amp;"""


@given(st.text())
def test_text_stays_text(text):
    """Promise: whatever a name holds, as a child or in an attribute, it opens no tag and ends no attribute."""
    from html.parser import HTMLParser

    seen = []

    class Reader(HTMLParser):
        def handle_starttag(self, name, attributes):
            seen.append((name, dict(attributes)))

        def handle_data(self, data):
            seen.append(data)

    Reader(convert_charrefs=True).feed(tag("b", text, title=text))
    (name, attributes), *data = seen
    assert (name, attributes["title"]) == ("b", text)
    assert "".join(data) == text


def test_only_markup_is_left_as_it_is():
    """Promise: an element inside another is not escaped twice; None and False vanish, lists are laid out."""
    assert join(tag("b", 1), None, False, ["<", tag("hr")]) == "<b>1</b>&lt;<hr>"
    assert isinstance(join("<"), Html) and tag("i", hidden=True, title=None) == "<i hidden></i>"


def test_a_button_carries_its_arguments():
    """Promise: the page can read back what the action gets, quotes and all."""
    written = button("Go", "show", with_={"name": EVIL})
    assert "<img" not in written and 'type="button"' in written
