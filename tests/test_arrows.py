"""Arrows run one way: imports make no circle, and go from the rooms above to the rooms below.

An import counts wherever it stands: at the top, inside a function, for annotations alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.import_graph import ROOT, Arrows, arrows, circles, listed

Layers = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Wing:
    """Half of the package. `layers`: from the top, its rooms, those of one layer beside one another.

    A room is a folder of its own, or several modules and folders that count as one. `circling`: the files of circles
    that still wait to be opened, no more and no fewer.
    """

    name: str
    folder: str
    layers: Layers
    without: str | None = None
    circling: frozenset[str] = frozenset()

    @property
    def files(self) -> list[Path]:
        """All its modules."""
        every = (ROOT / self.folder).rglob("*.py")
        return [file for file in every if self.without is None or (ROOT / self.without) not in file.parents]

    def place(self, module: str) -> tuple[int, int] | None:
        """Layer and room of a module; None where it has none."""
        first = Path(module).relative_to(self.folder).parts[0].removesuffix(".py")
        for layer, rooms in enumerate(self.layers):
            for number, room in enumerate(rooms):
                if first in room.split():
                    return layer, number
        return None


def _in(folder: str, names: str) -> frozenset[str]:
    return frozenset(f"{folder}/{name}.py" for name in names.split())


SANDBOX = Wing(
    "sandbox",
    "ordslab/sandbox",
    (
        ("__init__ __main__ server control creation engine",),
        ("oracle_net", "http"),
        ("metadata",),
        ("plsql",),
        ("sql",),
        (
            "answers clock entropy errors files guise home lock logs "
            "oracle_names ports process registry relay running stack turns",
        ),
    ),
    circling=_in(
        "ordslab/sandbox/sql/compile",
        """aggregates calls common_tables compiler conditions conversions expressions hierarchy json_table jsons
        layers limits literals pivot query recursion rownum scope select_block select_list set_operations sources
        windows""",
    ),
)
HELPER = Wing(
    "helper",
    "ordslab",
    (
        ("cli", "jupyter_config"),
        ("commands",),
        ("__init__ lab",),
        ("widgets", "audit", "doctor", "engines"),
        ("lessons", "magic"),
        ("chain", "people"),
        ("workbench",),
        ("sql", "http"),
        ("settings",),
        ("secrets",),
        ("errors names text markup files bundled distribution",),
    ),
    without="ordslab/sandbox",
)
WINGS = [SANDBOX, HELPER]


@pytest.fixture(scope="module", params=WINGS, ids=lambda wing: wing.name)
def wing(request) -> Wing:
    return request.param


@pytest.fixture(scope="module")
def graph(wing: Wing) -> Arrows:
    return arrows(wing.files)


def test_imports_make_no_circle(wing, graph):
    """Promise: no module depends on itself by way of others, but for the compiler's, which are listed one by one."""
    told = [
        f"{len(group)} files import one another in a circle:\n{listed(graph, group)}"
        for group in circles(graph)
        if not wing.circling.issuperset(group)
    ]
    assert not told, "\n".join(told)


def test_no_listed_circle_is_open(wing, graph):
    """Promise: the list of what still circles shrinks with the circles."""
    still = {module for group in circles(graph) for module in group}
    assert not wing.circling - still, "these circle no longer: take them off the list"


def test_arrows_run_from_the_rooms_above_to_those_below(wing, graph):
    """Promise: a room imports rooms of the layers below it alone, neither one above nor one beside it."""
    assert not _out_of_place(wing, graph), "\n".join(_out_of_place(wing, graph))


def _out_of_place(wing: Wing, graph: Arrows) -> list[str]:
    found = [f"{module} is in no layer: give it a place in this file" for module in graph if wing.place(module) is None]
    if not found:
        for module, targets in graph.items():
            for target, line in targets.items():
                mine, its = wing.place(module), wing.place(target)
                assert mine is not None
                assert its is not None
                if mine != its and mine[0] >= its[0]:
                    found.append(f"{module}:{line} -> {target} runs {'beside' if mine[0] == its[0] else 'up'}")
    return found


def _package(folder: Path, sources: dict[str, str]) -> Collection[Path]:
    for name, text in sources.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(folder.rglob("*.py"))


@pytest.mark.parametrize(
    ("back", "line"),
    [
        ("import p.a", 1),
        ("from p import a", 1),
        ("from p.a import X", 1),
        ("from . import a", 1),
        ("from .a import X", 1),
        ("def f():\n    from p.a import X", 2),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.a import X", 3),
    ],
)
def test_a_circle_is_found_wherever_the_import_stands(tmp_path, monkeypatch, back, line):
    """Promise: each way to write an import counts, and the message names the files and the line."""
    monkeypatch.setattr("tests.import_graph.ROOT", tmp_path)
    sources = {"p/__init__.py": "", "p/a.py": "from p.b import Y\n", "p/b.py": back, "p/c.py": "import p.a\n"}
    graph = arrows(_package(tmp_path, sources))
    assert circles(graph) == [["p/a.py", "p/b.py"]]
    assert listed(graph, ["p/a.py", "p/b.py"]) == f"  p/a.py:1 -> p/b.py\n  p/b.py:{line} -> p/a.py"


@pytest.mark.parametrize("length", [2, 16, 300])
def test_a_circle_is_found_whatever_its_length(tmp_path, monkeypatch, length):
    """Promise: a long way round is a circle too, and what only leads to it is not part of it."""
    monkeypatch.setattr("tests.import_graph.ROOT", tmp_path)
    sources = {f"m{number}.py": f"import m{(number + 1) % length}" for number in range(length)}
    graph = arrows(_package(tmp_path, {**sources, "before.py": "import m0", "after.py": ""}))
    assert [len(group) for group in circles(graph)] == [length]


def test_arrows_up_and_beside_are_told(tmp_path, monkeypatch):
    """Promise: an arrow against the order of the rooms is named with its line."""
    monkeypatch.setattr("tests.import_graph.ROOT", tmp_path)
    wing = Wing("w", "w", (("high",), ("left", "right"), ("low small",)))
    sources = {
        "w/high.py": "import w.left",
        "w/left.py": "import w.right",
        "w/right.py": "import w.low",
        "w/low.py": "import w.small\nimport w.high",
        "w/small.py": "",
    }
    assert _out_of_place(wing, arrows(_package(tmp_path, sources))) == [
        "w/left.py:1 -> w/right.py runs beside",
        "w/low.py:2 -> w/high.py runs up",
    ]
