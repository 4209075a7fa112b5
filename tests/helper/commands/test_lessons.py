"""The command `ordslab lessons`."""

from __future__ import annotations

import re

from ordslab import cli
from ordslab.lessons.progress import Progress
from ordslab.lessons.registry import SERIES


def test_lessons_are_listed_with_their_state(calls, capsys, tmp_path, monkeypatch):
    """Promise: a line a lesson: not begun, begun, passed; and a clean copy keeps the old one."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lessons"]) == 0
    assert capsys.readouterr().out.count("not begun") == len(SERIES)
    (tmp_path / "ordslab-lessons" / "03-privilege.ipynb").write_text("mine")
    Progress(tmp_path, "sandbox").checked("role", "passed")
    assert cli.main(["lessons"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"02-role.ipynb +passed", shown) and re.search(r"03-privilege.ipynb +begun", shown)
    assert cli.main(["lessons", "--fresh", "03"]) == 0
    assert "kept" in capsys.readouterr().out
