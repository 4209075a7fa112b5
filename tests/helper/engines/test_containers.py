"""Docker and Podman."""

from __future__ import annotations

import pytest

from ordslab.engines.containers import Said, find_tool
from ordslab.errors import SettingsError

from .stand_ins import FREE, UP, Shell, tool


@pytest.fixture
def installed(monkeypatch):
    there = {"docker", "podman"}
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}" if program in there else None)
    return there


def test_docker_comes_first_and_podman_stands_in(installed):
    """Promise: a docker that does not run gives way to a podman that does; --with decides."""
    down = Said(1, "Cannot connect to the Docker daemon\n")
    assert find_tool(FREE, FREE.ports, run=Shell()).program == "docker"
    assert find_tool(FREE, FREE.ports, run=Shell(("docker info", down))).program == "podman"
    assert find_tool(FREE, FREE.ports, "podman", run=Shell()).program == "podman"


def test_no_tool_is_explained(installed):
    """Promise: each tool's own reason is named, and what to install."""
    installed.discard("podman")
    with pytest.raises(
        SettingsError, match=r"docker has no compose \(unknown command\); podman is not installed"
    ) as caught:
        find_tool(FREE, FREE.ports, run=Shell(("compose version", Said(1, "unknown command"))))
    assert "Install" in caught.value.next_step


@pytest.mark.parametrize(
    ("output", "next_step"),
    [
        ("Error: unauthorized: authentication required", "docker login container-registry.oracle.com"),
        ("Bind for 127.0.0.1:1521 failed: port is already allocated", "--db-port"),
        ("write /x: no space left on device", "Make room"),
        ("yaml: line 3", "compose --file"),
    ],
)
def test_a_start_that_fails_says_what_to_do(output, next_step):
    """Promise: the tool's last line, and the way out of the usual troubles."""
    with pytest.raises(SettingsError) as caught:
        tool(Shell((" up ", Said(1, f"pulling\n{output}\n")))).up()
    assert output in caught.value.what and next_step in caught.value.next_step


def test_names_of_both_tools_are_understood():
    """Promise: docker and podman name containers differently; we show the service."""
    shell = Shell(("ps --all", Said(0, UP.replace("free-", "free_").replace("-1", "_1"))))
    assert [each.name for each in tool(shell).containers()] == ["db", "ords"]
    assert "label=com.docker.compose.project=ordslab-free" in shell.lines[0]
