"""Who imports whom, read from the source: at the top of a module, inside functions and for annotations alike."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

Arrows = dict[str, dict[str, int]]
"""For each module the modules that it imports, and the line where it first does; paths from the project's folder."""


def arrows(files: Iterable[Path]) -> Arrows:
    """The imports among `files`; one of anything else is no arrow, nor is one of a module's own package."""
    modules = {_dotted(file): file for file in sorted(files)}
    found: Arrows = {}
    for name, file in modules.items():
        targets = found[_shown(file)] = {}
        for target, line in sorted(_imports(name, file, modules), key=lambda each: each[1]):
            if target != name:
                targets.setdefault(_shown(modules[target]), line)
    return found


def circles(graph: Arrows) -> list[list[str]]:
    """The groups of modules of which each reaches each other (Tarjan's strongly connected components)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = low[module] = len(order)
        stack.append(module)
        for target in graph[module]:
            if target not in order:
                visit(target)
                low[module] = min(low[module], low[target])
            elif target in stack:
                low[module] = min(low[module], order[target])
        if low[module] == order[module]:
            start = stack.index(module)
            if len(stack) - start > 1:
                found.append(sorted(stack[start:]))
            del stack[start:]

    for module in graph:
        if module not in order:
            visit(module)
    return sorted(found)


def listed(graph: Arrows, group: Iterable[str]) -> str:
    """The arrows among the modules of `group`, one a line, as file:line -> file."""
    members = set(group)
    return "\n".join(
        f"  {module}:{line} -> {target}"
        for module in sorted(members)
        for target, line in graph[module].items()
        if target in members
    )


def _dotted(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _imports(name: str, file: Path, modules: dict[str, Path]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            package = _package(node, name, file)
            for alias in node.names:
                target = f"{package}.{alias.name}"  # a module of the package, or a name that the package has
                if target not in modules:
                    target = package
                if target in modules:
                    yield target, node.lineno


def _package(node: ast.ImportFrom, name: str, file: Path) -> str:
    """What stands behind `from`, its leading dots resolved."""
    if not node.level:
        return node.module or ""
    parts = name.split(".")
    up = node.level - 1 if file.name == "__init__.py" else node.level
    return ".".join([*parts[: len(parts) - up], *([node.module] if node.module else [])])
