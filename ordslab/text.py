"""Texts made fit to print, and read."""

import json
import unicodedata
from typing import Any


def plain(text: str) -> str:
    """The text with control characters (a terminal's escapes, say) shown as ·; line breaks stay."""
    return "".join("·" if unicodedata.category(each) in ("Cc", "Cf") and each != "\n" else each for each in text)


def counted(number: int, what: str) -> str:
    """A number of things, each called `what`: "1 check", "2 checks"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def json_object(text: str | bytes) -> dict[str, Any] | None:
    """The object that a JSON text holds; None for one that holds anything else, or is broken."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
