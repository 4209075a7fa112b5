"""A difference of a conformance report as the draft of the test that pins it."""

import ast
import re
from pathlib import Path
from typing import Any

from ordslab.errors import NoSuchName


def draft(report: dict[str, Any], test: str, tests: Path) -> str:
    """The test's source, with what the database answered beside the line that failed.

    `test` is as in the report, without a parameter it means the first. Raises `NoSuchName`.
    """
    found = next((each for each in report["differs"] if test in (each["test"], each["test"].partition("[")[0])), None)
    if found is None:
        known = ", ".join(each["test"] for each in report["differs"]) or "none"
        raise NoSuchName(f"No difference of that name is in the report: {test}", f"There are: {known}")
    stem, _, name = found["test"].partition("::")
    name = name.partition("[")[0]
    path = tests / f"test_conformance_{stem}.py"
    text = path.read_text(encoding="utf-8")
    nodes = [each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef) and each.name == name]
    if not nodes:
        raise NoSuchName(f"{path.name} has no {name} any more.", "Make the report again: ordslab conform")
    release = re.sub(r"\W+", "_", ".".join(report["ords"].split(".")[:2]))
    others = [ast.get_source_segment(text, each) for each in nodes[0].decorator_list if "parametrize" in ast.dump(each)]
    body = (ast.get_source_segment(text, nodes[0]) or "").replace(f"def {name}(", f"def {name}_on_ords_{release}(", 1)
    head = [f"# Draft, for {path.name}, made of a report of ORDS {report['ords']} on {report['date']}."]
    head += ["@behaviour(", f"    {'On ORDS ' + report['ords'] + ', otherwise: ' + found['promise']!r},"]
    head += [f"    source={'ordslab conform, ' + report['date']!r},", '    mark="observed",', ")"]
    return "\n".join([*head, *(f"@{each}" for each in others), _with_answer(body, found)]) + "\n"


def _with_answer(body: str, found: dict[str, str]) -> str:
    """The body with both answers above the line that failed; where it cannot be told, above all of it."""
    lines = body.splitlines()
    first = found.get("line", "").partition("\n")[0].strip()
    at = next((index for index, line in enumerate(lines) if first and line.strip() == first), 1)
    indent = re.match(r"\s*", lines[at] if at < len(lines) else "    ")
    answers = (("the sandbox", found["expected"]), ("this database", found["answered"]))
    notes = [f"{who}: {line}" for who, answer in answers for line in answer.splitlines()]
    margin = indent[0] if indent else "    "
    lines[at:at] = [f"{margin}# {note}" for note in ("To do: state what this database answers.", *notes)]
    return "\n".join(lines)
