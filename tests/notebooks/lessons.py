"""The lessons as files: where they are, what a reader finds in them, and what nobody should."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("[0-9][0-9]-*.ipynb"))
PROGRAMS = sorted({path.parent for path in NOTEBOOKS.glob("[!.]*/*.py")})
"""The folders of the programs that lessons start."""
LANDING = NOTEBOOKS / "index.ipynb"
PAGES = [LANDING, *LESSONS]
"""All notebooks that a learner opens."""

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "name": "python", "pygments_lexer": "ipython3"},
}
"""What a lesson says about its kernel: nothing of the machine that ran it."""

LEAKS = {
    "a client id or secret": re.compile(r"(?<![\w-])[\w-]{22}\.\.(?!\.)"),
    "a token": re.compile(r"(?<![\w-])[\w-]{22}(?![\w-])"),
    "a hexadecimal event number": re.compile(r"\b[0-9a-f]{32}\b"),
    "an Authorization header": re.compile(r"\b(?:Basic|Bearer) [\w+/=-]{16,}"),
    "a port": re.compile(r"(?:127\.0\.0\.1|localhost):\d+"),
    "a path of a machine": re.compile(r"(?<![\w.>/])/(?:home|root|tmp|var|usr|Users|opt)/\w|\b[A-Z]:\\|site-packages"),
}
# A word of 22 letters has a token's shape; what is written in one case or in CamelCase is no random text.
WORD = re.compile(r"[a-z0-9_-]+|[A-Z0-9_-]+|(?:[A-Z][a-z]+)+")


def read(path: Path) -> dict[str, Any]:
    """A notebook, as it stands in the file."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def source(cell: dict[str, Any]) -> str:
    """A cell's text, which the format allows in one piece or in lines."""
    return "".join(cell["source"])


def cells(notebook: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The cells of a kind, "code" or "markdown"."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def prose(notebook: dict[str, Any]) -> str:
    """All markdown, in order."""
    return "\n\n".join(source(cell) for cell in cells(notebook, "markdown"))


def solutions(notebook: dict[str, Any]) -> list[str]:
    """The code of the folded solution, cell by cell."""
    folded = re.findall(r"<details>.*?</details>", prose(notebook), flags=re.DOTALL)
    return [code for each in folded for code in re.findall(r"```(?:python)?\n(.*?)```", each, flags=re.DOTALL)]


def shown(value: Any) -> str:
    """All text in a part of a notebook, sources and outputs, whichever way it is nested."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(shown(each) for each in value.values())
    if isinstance(value, list):
        lines = all(isinstance(each, str) for each in value)
        return ("" if lines else "\n").join(shown(each) for each in value)
    return ""


def leaks(text: str) -> list[str]:
    """What kinds of things this text holds that no saved notebook should; never the things themselves."""
    found, text = [], re.sub(r"\x1b\[[\d;]*m", "", text)  # a traceback's colours are letters of no token
    for kind, pattern in LEAKS.items():
        hits = [hit.group() for hit in pattern.finditer(text)]
        if kind == "a token":
            hits = [hit for hit in hits if not WORD.fullmatch(hit)]
        if hits:
            found.append(kind)
    return found
