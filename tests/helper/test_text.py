"""Text from the dictionary made fit to print."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ordslab.text import plain


@given(st.text())
def test_nothing_of_it_steers_a_terminal(text):
    """Promise: control and format characters become dots, one for one; line breaks and all else stay."""
    shown = plain(text)
    assert len(shown) == len(text)
    for before, after in zip(text, shown, strict=True):
        steers = unicodedata.category(before) in ("Cc", "Cf") and before != "\n"
        assert after == ("·" if steers else before)
