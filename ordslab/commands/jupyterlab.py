"""The command `ordslab` alone: the sandbox, and JupyterLab on the lessons."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

import ordslab.sandbox
from ordslab import settings
from ordslab.commands import lessons
from ordslab.commands.arguments import port
from ordslab.commands.sandbox import print_taken
from ordslab.lessons import copies, rescue

_CONFIG = Path(__file__).parents[1] / "jupyter_config"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `ordslab` without a verb."""
    lessons.add_folder(parser)
    parser.add_argument("--no-browser", action="store_true", help="don't open a browser; print the address")
    parser.add_argument("--port", type=port, help="port of JupyterLab (default: 8888, or the next free one)")
    parser.add_argument("--ip", help="address that JupyterLab listens on (default: 127.0.0.1)")


def run(options: argparse.Namespace) -> int:
    """Start JupyterLab on the learner's copies of the lessons, and the sandbox; return when JupyterLab ends."""
    folder, home = copies.folder_of(getattr(options, "folder", None)), settings.home()
    lessons.make(folder)
    command = jupyter_command(folder, options)
    if "--allow-root" in command:
        print("You are root: JupyterLab gets --allow-root.", flush=True)
    process = subprocess.Popen(command, env=jupyter_environment(home))  # noqa: S603  our own words
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())  # in a container, nobody else passes it on
    try:
        _start_sandbox(home, process)
        code = _wait(process)
    finally:
        signal.signal(signal.SIGTERM, before)
    return code if code >= 0 else 128 - code  # ended by a signal: as a shell says it


def _start_sandbox(home: Path, jupyterlab: subprocess.Popen[bytes]) -> None:
    """Start the sandbox while JupyterLab takes its time, and say where it is; without it there is no JupyterLab."""
    try:
        status = ordslab.sandbox.start(home=home)
    except BaseException:
        jupyterlab.terminate()
        jupyterlab.wait()
        raise
    print_taken(status)
    print(f"The sandbox is running: ORDS at {status['ords_url']}", flush=True)
    if os.environ.get("ORDSLAB_PROFILE", "sandbox") != "sandbox":
        print(f"The notebooks use the profile {os.environ['ORDSLAB_PROFILE']}.", flush=True)
    print("Ctrl-C ends JupyterLab. The sandbox keeps running; to stop it: ordslab sandbox stop", flush=True)


def jupyter_environment(home: Path) -> dict[str, str]:
    """For JupyterLab and its kernels: where the lab is, and no question about news in a learner's first minute."""
    paths = [str(_CONFIG), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    ours = {"ORDSLAB_HOME": str(home), "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}
    return os.environ | rescue.environment() | ours


def _wait(process: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab got it too and asks or ends by itself


def jupyter_command(folder: Path, options: argparse.Namespace) -> list[str]:
    """The command line of JupyterLab, which shows the learner's copies where they were, and little else."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    command += [f"--LabApp.default_url=/lab/tree/{copies.where_they_were(folder)}", "--Application.log_level=WARN"]
    command += [f"--ServerApp.ip={options.ip or '127.0.0.1'}"]
    if options.no_browser:
        command.append("--no-browser")
    if options.port is not None:
        command.append(f"--ServerApp.port={options.port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command
