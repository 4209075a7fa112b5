"""Text from the dictionary made fit to print."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordslab.text import counted, json_object, plain


@given(st.text())
def test_nothing_of_it_steers_a_terminal(text):
    """Promise: control and format characters become dots, one for one; line breaks and all else stay."""
    shown = plain(text)
    assert len(shown) == len(text)
    for before, after in zip(text, shown, strict=True):
        steers = unicodedata.category(before) in ("Cc", "Cf") and before != "\n"
        assert after == ("·" if steers else before)


@pytest.mark.parametrize(("number", "said"), [(0, "0 checks"), (1, "1 check"), (2, "2 checks"), (1000, "1000 checks")])
def test_a_number_of_things(number, said):
    """Promise: one is told as one."""
    assert counted(number, "check") == said


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "null", b"\xff{}", "[" * 100_000, '{"a": ' * 100_000])
def test_what_holds_no_object_is_none(text):
    """Promise: broken, deep and other JSON raise nothing."""
    assert json_object(text) is None


def test_an_object_is_read():
    """Promise: texts and bytes alike, in each of JSON's encodings."""
    for text in ('{"a": "ü"}', '{"a": "ü"}'.encode(), '{"a": "ü"}'.encode("utf-16"), ' {"a": "\\u00fc"} '):
        assert json_object(text) == {"a": "ü"}
