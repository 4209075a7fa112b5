"""conda's environment.yml and pyproject.toml say the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PIP = next(each["pip"] for each in ENVIRONMENT["dependencies"] if isinstance(each, dict))
CONDA = {
    Requirement(each).name: Requirement(each).specifier for each in ENVIRONMENT["dependencies"] if isinstance(each, str)
}


def conda_name(requirement: Requirement) -> str:
    """conda has no extras: conda-forge makes packages of them."""
    return "-".join([requirement.name, *sorted(requirement.extras)])


def test_conda_has_what_the_project_depends_on():
    """Promise: names and ranges are those of pyproject.toml, one by one."""
    ours = {conda_name(each): each.specifier for each in map(Requirement, PROJECT["dependencies"])}
    assert len(ours) >= 9
    assert {name: CONDA[name] for name in CONDA if name not in ("python", "pip")} == ours


def test_same_python():
    """Promise: conda makes an environment with a Python that the package accepts."""
    assert CONDA["python"] == SpecifierSet(PROJECT["requires-python"])


def test_pip_installs_the_clone_and_what_only_the_tests_need():
    """Promise: the package itself comes from the clone, editable, and nbval in the range of the test extra."""
    extra = {each.name: each.specifier for each in map(Requirement, PROJECT["optional-dependencies"]["test"])}
    assert PIP[0] == "-e ."
    others = list(map(Requirement, PIP[1:]))
    assert [each.name for each in others] == ["nbval"]
    assert all(each.specifier == extra[each.name] for each in others)


def test_driver_has_its_conda_forge_name():
    """Promise: the driver is `oracledb` on conda-forge too, and only conda-forge is asked."""
    assert "oracledb" in CONDA
    assert ENVIRONMENT["channels"] == ["conda-forge"]
