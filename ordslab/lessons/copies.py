"""The learner's own copies of the lessons: without outputs, and never overwritten.

The originals are the play performed, with every answer below its question; a copy is the stage before the play. Beside
the copies a small file, `.ordslab-lessons.json`, notes of each what it was when it was made: so it can be told what the
learner changed, and what the project changed since.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ordslab import files
from ordslab.errors import SettingsError

FOLDER = "ordslab-lessons"
LANDING = "index.ipynb"
NOTES = ".ordslab-lessons.json"


@dataclass(frozen=True)
class Copy:
    """What is there for one file of the lessons.

    `changed`: whether the learner has written to it. `newer`: the name of the file beside it that holds the project's
    newer text, "" where there is none. `made_now`: whether a file was made (that one, where there is one).
    """

    path: Path
    made_now: bool
    changed: bool
    newer: str = ""


def stage(original: bytes) -> bytes:
    """A notebook as it is handed to a learner: no outputs, no execution counts; all else as it is."""
    notebook: dict[str, Any] = json.loads(original)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def make(originals: Path, folder: Path) -> list[Copy]:
    """Make what is missing of the copies, and put what is newer beside what is there. Nothing is overwritten.

    Raises `SettingsError` for a folder that can't be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notes = _read_notes(folder)
        copies = [_copy(folder, name, content, notes) for name, content in _contents(originals)]
        _write_notes(folder, notes)
    except OSError as error:
        raise SettingsError(
            f"The lessons can't be copied to {folder}: {error.strerror or error}.",
            "Choose a folder of yours: ordslab --folder DIR",
        ) from None
    return copies


def make_fresh(originals: Path, folder: Path, word: str) -> tuple[Path, Path | None]:
    """A clean copy of the lesson whose file name begins so ("03"); and where the old one is kept, None without one.

    Raises `SettingsError` when no lesson, or more than one, has such a name.
    """
    lessons = [(name, content) for name, content in _contents(originals) if name.endswith(".ipynb")]
    found = [each for each in lessons if each[0].startswith(word)]
    if len(found) != 1:
        names = ", ".join(name.removesuffix(".ipynb") for name, _ in lessons)
        raise SettingsError(f"No one lesson begins with {word}.", f"There are: {names}.")
    (name, content), kept = found[0], None
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    if path.exists():
        kept = _free(folder, name, "kept")
        path.rename(kept)
    notes = _read_notes(folder)
    path.write_bytes(content)
    notes[name] = _digest(content)
    _write_notes(folder, notes)
    return path, kept


def folder_of(given: Path | None) -> Path:
    """The folder of the copies: the one that was given; else this one, if it holds copies; else one in it."""
    if given:
        return given.expanduser().absolute()
    here = Path.cwd()
    return here if (here / NOTES).is_file() else here / FOLDER


def where_they_were(folder: Path) -> str:
    """The file to open: the notebook that the learner wrote to last; the landing page where there is none."""
    notes = _read_notes(folder)
    begun = [
        path
        for path in folder.glob("[0-9][0-9]-*.ipynb")
        if path.name not in notes or _digest(path.read_bytes()) != notes[path.name]
    ]
    return max(begun, key=lambda path: path.stat().st_mtime).name if begun else LANDING


def _contents(originals: Path) -> Iterator[tuple[str, bytes]]:
    """Each file of the lessons, by its name below the folder, as the learner gets it."""
    for path in sorted(originals.rglob("*")):
        name = path.relative_to(originals).as_posix()
        if path.is_file() and not any(part.startswith((".", "__")) for part in path.relative_to(originals).parts):
            content = path.read_bytes()
            yield name, stage(content) if name.endswith(".ipynb") else content


def _copy(folder: Path, name: str, content: bytes, notes: dict[str, str]) -> Copy:
    path, now = folder / name, _digest(content)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        notes[name] = now
        return Copy(path, made_now=True, changed=False)
    here = _digest(path.read_bytes())
    changed = here != notes.get(name, "")
    if here == now or notes.get(name) == now:
        return Copy(path, made_now=False, changed=changed)
    if not changed and not name.endswith(".ipynb"):  # a picture or a program that nobody touched
        path.write_bytes(content)
        notes[name] = now
        return Copy(path, made_now=True, changed=False)
    newer = next((each for each, digest in notes.items() if each.startswith(_stem(name)) and digest == now), "")
    made_now = not newer or not (folder / newer).exists()
    if made_now:
        beside = _free(folder, name, "new")
        beside.write_bytes(content)
        newer = beside.relative_to(folder).as_posix()
        notes[newer] = now
    return Copy(path, made_now, changed, newer)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] + "."


def _free(folder: Path, name: str, word: str) -> Path:
    """A name beside that one which is not taken: 03-privilege.kept-1.ipynb."""
    stem, _, ending = name.rpartition(".")
    number = 1
    while (path := folder / f"{stem}.{word}-{number}.{ending}").exists():
        number += 1
    return path


def _read_notes(folder: Path) -> dict[str, str]:
    """Digest by file name; a damaged file counts as none."""
    try:
        notes = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in notes.items()} if isinstance(notes, dict) else {}


def _write_notes(folder: Path, notes: dict[str, str]) -> None:
    files.write(folder / NOTES, json.dumps(notes, indent=1) + "\n")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
