"""What the doctor finds on this machine."""

from __future__ import annotations

import json
import socket
from types import SimpleNamespace

from ordslab.doctor import Level, machine


def test_this_machine_is_fit():
    """Promise: where the tests run, everything that the lessons need is there."""
    findings = machine.look("sandbox")
    assert [each.check for each in findings] == ["python", "packages", "kernel", "widgets", "home", "ports"]
    assert not [each for each in findings if each.level is Level.FAILED]


def test_a_package_that_is_missing_or_old(monkeypatch):
    """Promise: both are named with what is needed, and the command that mends it."""
    needs = ["requests>=2.31", "nothing-of-that-name>=1", "oracledb>=999", "tomli>=2; python_version < '3'"]
    monkeypatch.setattr("importlib.metadata.requires", lambda _: needs)
    found = machine.packages()
    assert found.level is Level.FAILED and "pip install" in found.next_step
    assert "nothing-of-that-name is missing (needed: >=1)" in found.what and "oracledb" in found.what
    assert "requests" not in found.what and "tomli" not in found.what


def test_a_kernel_of_another_python(monkeypatch, tmp_path):
    """Promise: a kernel that starts another Python, or none, is told with the command that mends it."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    other = tmp_path / "python"
    other.touch(mode=0o755)
    for argv, level in (([str(other)], Level.WARNING), (["/nowhere/python"], Level.FAILED)):
        spec = SimpleNamespace(argv=argv)
        monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", lambda *_, spec=spec: spec)
        assert machine.kernel().level is level and "ipykernel install" in machine.kernel().next_step

    def none(*_):
        raise NoSuchKernel("python3")

    monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", none)
    assert machine.kernel().level is Level.FAILED


def test_widgets_missing_or_switched_off(monkeypatch, tmp_path):
    """Promise: without JupyterLab's extension, or with it switched off, panels stay text: said, and mended."""
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *_: [str(tmp_path)])
    assert machine.widgets().level is Level.FAILED and "pip install" in machine.widgets().next_step
    monkeypatch.undo()
    page_config = tmp_path / "labconfig" / "page_config.json"
    page_config.parent.mkdir()
    monkeypatch.setattr("jupyter_core.paths.jupyter_config_path", lambda: [str(tmp_path)])
    name = "@jupyter-widgets/jupyterlab-manager"
    for off in ({name: True}, [name]):
        page_config.write_text(json.dumps({"disabledExtensions": off}))
        assert "switched off" in machine.widgets().what and "labextension enable" in machine.widgets().next_step
    page_config.write_text("not JSON")
    assert machine.widgets().level is Level.OK


def test_a_home_that_others_see_or_that_is_full(monkeypatch, tmp_path):
    """Promise: the folder of secrets is the owner's alone, has room, and is not made by looking at it."""
    home = tmp_path / "home"
    assert machine.home().level is Level.OK and not home.exists()
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    assert machine.home().level is Level.WARNING and machine.home().next_step == f"chmod 700 {home}"
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=2**20))
    assert machine.home().level is Level.FAILED
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "ORDSLAB_HOME" in machine.home().next_step


def test_ports_that_others_have(monkeypatch):
    """Promise: a taken port is named with its use; it is a warning, for the next free one is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(machine, "PORTS", {port: "ORDS of the sandbox"})
        assert machine.ports().level is Level.WARNING and f"{port} (ORDS of the sandbox)" in machine.ports().what
    assert machine.ports().level is Level.OK


def test_a_machine_without_a_keyring(monkeypatch):
    """Promise: it is a warning that says how the password comes in instead."""
    monkeypatch.setattr("ordslab.settings.passwords.keyring_name", lambda: None)
    assert machine.keyring().level is Level.WARNING and "ORDSLAB_PASSWORD" in machine.keyring().next_step
