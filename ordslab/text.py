"""Text from the dictionary made fit to print."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """The text with control characters (a terminal's escapes, say) shown as ·; line breaks stay."""
    return "".join("·" if unicodedata.category(each) in ("Cc", "Cf") and each != "\n" else each for each in text)
