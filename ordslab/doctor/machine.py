"""This machine: Python, packages, kernel, widgets, ports, folders, keyring."""

import json
import os
import platform
import shutil
import socket
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import ordslab.sandbox
from ordslab import distribution, settings
from ordslab.doctor.finding import Finding, failed, ok, skipped, warning
from ordslab.settings import passwords

PORTS = {8181: "ORDS of the sandbox", 1521: "the sandbox's database", 8888: "JupyterLab"}
_WIDGETS = Path("@jupyter-widgets") / "jupyterlab-manager"
_ROOM = 200 * 2**20  # a sandbox that has been used for weeks takes a tenth of it


def look(profile: str) -> tuple[Finding, ...]:
    """All checks of this machine; ports and keyring where the profile needs them."""
    common = (python(), packages(), *jupyterlab(), home())
    return (*common, ports()) if profile == settings.SANDBOX else (*common, keyring())


def python() -> Finding:
    """The version, against the one that the package asks for."""
    from packaging.specifiers import SpecifierSet

    needed = distribution.installed().metadata["Requires-Python"]
    what = f"Python {platform.python_version()} at {sys.executable}"
    if platform.python_version() in SpecifierSet(needed, prereleases=True):
        return ok("python", what)
    return failed("python", f"{what}; needed: {needed}", "Install a newer Python and make a virtual environment of it.")


def packages() -> Finding:
    """What the package depends on, in the versions that it asks for."""
    wrong = [f"{name} {there or 'is missing'} (needed: {needed})" for name, needed, there in _unmet()]
    if wrong:
        return failed("packages", "; ".join(wrong), f"{sys.executable} -m pip install -e .   (in the clone's folder)")
    shown = (distribution.name(), "oracledb", *(["jupyterlab"] if distribution.is_full() else []))
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in shown)
    return ok("packages", f"{versions}, and what they need")


def _unmet() -> Iterator[tuple[str, str, str]]:
    from packaging.requirements import Requirement

    for each in map(Requirement, metadata.requires(distribution.name()) or ()):
        if each.marker and not each.marker.evaluate({"extra": ""}):
            continue
        try:
            there = metadata.version(each.name)
        except metadata.PackageNotFoundError:
            there = ""
        if not there or not each.specifier.contains(there, prereleases=True):
            yield each.name, str(each.specifier), there


def jupyterlab() -> tuple[Finding, ...]:
    """What the notebooks need of JupyterLab, where it came along."""
    if distribution.is_full():
        return (kernel(), widgets())
    return (skipped("jupyterlab", f"{distribution.name()} comes without it"),)


def kernel() -> Finding:
    """Whether the notebooks' kernel is this Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    mend = f"{sys.executable} -m ipykernel install --sys-prefix"
    try:
        argv = KernelSpecManager().get_kernel_spec("python3").argv
    except NoSuchKernel:
        return failed("kernel", "Jupyter knows no kernel python3", mend)
    found = shutil.which(argv[0])
    if not found:
        return failed("kernel", f"the kernel python3 starts a program that is not there: {argv[0]}", mend)
    if Path(found).parent != Path(sys.executable).parent:
        return warning("kernel", f"the kernel python3 is another Python: {found}", mend)
    return ok("kernel", "python3 is this Python")


def widgets() -> Finding:
    """Whether JupyterLab has the extension that draws widgets, switched on."""
    from jupyter_core.paths import jupyter_config_path, jupyter_path

    mend = f"{sys.executable} -m pip install --force-reinstall jupyterlab_widgets   (then restart JupyterLab)"
    places = [Path(folder) / _WIDGETS / "package.json" for folder in jupyter_path("labextensions")]
    there = next((path for path in places if path.is_file()), None)
    if there is None:
        return failed("widgets", "JupyterLab has no extension for widgets", mend)
    for folder in jupyter_config_path():
        if _disabled(Path(folder) / "labconfig" / "page_config.json"):
            on = "jupyter labextension enable @jupyter-widgets/jupyterlab-manager"
            return failed("widgets", "JupyterLab's extension for widgets is switched off", on)
    return ok("widgets", f"jupyterlab-manager {json.loads(there.read_text(encoding='utf-8'))['version']}")


def _disabled(page_config: Path) -> bool:
    try:
        off = json.loads(page_config.read_text(encoding="utf-8")).get("disabledExtensions", {})
    except (OSError, ValueError):
        return False
    return bool(off.get(_WIDGETS.as_posix())) if isinstance(off, dict) else _WIDGETS.as_posix() in off


def home() -> Finding:
    """Whether the folder of all state can be written, by its owner alone, and has room."""
    folder = settings.home()
    there = next(each for each in (folder, *folder.parents) if each.exists())  # what is not there yet, is made there
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return failed("home", f"{there} can't be written", "Take another folder: set ORDSLAB_HOME.")
    free = shutil.disk_usage(there).free
    if free < _ROOM:
        return failed("home", f"{folder} has {free // 2**20} MB left", f"Make room for {_ROOM // 2**20} MB there.")
    if os.name == "posix" and there == folder and folder.stat().st_mode & 0o077:
        return warning("home", f"others can look into {folder}", f"chmod 700 {folder}")
    return ok("home", str(folder))


def ports() -> Finding:
    """Whether the usual ports are free, or the sandbox's own."""
    status = ordslab.sandbox.status(home=settings.home())
    mine = f"{status['ords_url']} {status['dsn']}" if status["running"] else ""
    taken = [f"{port} ({use})" for port, use in PORTS.items() if f":{port}/" not in mine and not _free(port)]
    if taken:
        return warning(
            "ports",
            f"taken by another program: {', '.join(taken)}",
            "Nothing: the next free port is used. To choose one: ordslab sandbox start --http-port N --db-port N",
        )
    return ok("ports", f"{', '.join(map(str, PORTS))} are free or the sandbox's own")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a port at rest is free
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def keyring() -> Finding:
    """Whether the operating system keeps passwords."""
    name = passwords.keyring_name()
    if name:
        return ok("keyring", name)
    return warning(
        "keyring",
        "this machine has no keyring: you are asked for passwords",
        "Set ORDSLAB_PASSWORD, or give the profile a password_file that only you can read.",
    )
