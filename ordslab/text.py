"""Texts made fit to print."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """The text with control characters (a terminal's escapes, say) shown as ·; line breaks stay."""
    return "".join("·" if unicodedata.category(each) in ("Cc", "Cf") and each != "\n" else each for each in text)


def counted(number: int, what: str) -> str:
    """A number of things, each called `what`: "1 check", "2 checks"."""
    return f"{number} {what}{'' if number == 1 else 's'}"
