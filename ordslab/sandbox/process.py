"""Starting, stopping and resetting the sandbox's process, from another one. Nothing here may be slow to import."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ordslab.sandbox import registry
from ordslab.sandbox.answers import Answers
from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.guise import Guise
from ordslab.sandbox.home import Home, Mark, command
from ordslab.sandbox.running import Run, Status, status_of

_TIME_TO_START = 60.0  # seconds; it takes less than one, but a machine can be very busy
_TIME_TO_STOP = 10.0
_TIME_TO_OBEY = 2.0  # seconds, after a signal
_PAUSE = 0.01
_KEPT = ("tls", "strict", "metadata_cache", "answers")
_NEEDED = ("cryptography", "joserfc", "regex", "starlette", "uvicorn")
"""The packages that the sandbox runs on. `ordslab-audit` comes without them."""
_PROGRAM = Path(__file__).with_name("__main__.py")
_children: list[subprocess.Popen[bytes]] = []
"""What this process started: kept until it has ended, so that no zombie stays."""


def start(
    home: Home, http_port: int | None, db_port: int | None, seed: int | None, wishes: dict[str, Any] | None = None
) -> Status:
    """The running sandbox, started when there is none. `wishes`: its guise."""
    wishes = {name: wish for name, wish in (wishes or {}).items() if wish is not None}
    if "missing_role" in wishes:
        wishes["answers"] = {**wishes.get("answers", {}), "missing-role": str(wishes.pop("missing_role"))}
    Answers.of(wishes.get("answers", {}))
    if isinstance(names := wishes.get("allow_host", ()), str):
        names = [names]
    if names:
        wishes["allow_host"] = sorted(set(names))
    home.make()
    with home.start_lock:
        status = _settled(home)
        if not status["running"]:
            kept = _kept(home)
            answers = kept.get("answers", {}) | wishes.get("answers", {})
            return _launch(home, http_port, db_port, seed, kept | wishes | ({"answers": answers} if answers else {}))
    run = Run.last(home)
    if seed is not None and run is not None and run.seed != seed:
        has = "without a seed" if run.seed is None else f"with seed {run.seed}"
        raise SandboxError(
            f"The sandbox is running {has}, not with seed {seed}.",
            f"Stop it first ({command('stop', home)}), or use another home: --home DIR",
        )
    other = next((name for name, wish in wishes.items() if run is not None and _is_other(run.guise, name, wish)), None)
    if other:
        raise SandboxError(
            f"The sandbox is running with another {other.replace('_', '-')}.",
            f"Stop it first ({command('stop', home)}), or use another home: --home DIR",
        )
    return status


def _is_other(guise: dict[str, Any], name: str, wish: Any) -> bool:
    if name != "answers":
        return bool(guise.get(name) != wish)
    chosen, asked = Guise.of(guise).chosen, Answers.of(wish)
    return any(getattr(chosen, each) != getattr(asked, each) for each in (key.replace("-", "_") for key in wish))


def _kept(home: Home) -> dict[str, Any]:
    """What a restart keeps of how it was started: who has an address with TLS goes on with it."""
    last = Run.last(home)
    return {name: last.guise[name] for name in _KEPT if last and last.guise.get(name)}


def _settled(home: Home) -> Status:
    """The status, once a sandbox that is just starting or ending (nobody waits for it) has done so."""
    deadline = time.monotonic() + _TIME_TO_STOP
    while True:
        status = status_of(home)
        if status["running"] or not home.lock.is_held():
            return status
        if time.monotonic() > deadline:
            raise SandboxError(
                f"A sandbox in {home.folder} neither answers nor ends.", f"Stop it: {command('stop', home)}"
            )
        time.sleep(_PAUSE)


def _launch(home: Home, http_port: int | None, db_port: int | None, seed: int | None, guise: dict[str, Any]) -> Status:
    """Start the process and wait for the line by which it says that it listens, or why not."""
    if missing := [each for each in _NEEDED if find_spec(each) is None]:
        raise SandboxError(
            f"The sandbox needs packages that are not installed: {', '.join(missing)}.",
            "pip install ordslab brings them. A database of your own needs none: --profile NAME",
        )
    wishes = ["" if wish is None else str(wish) for wish in (http_port, db_port, seed)] + [json.dumps(guise)]
    process = subprocess.Popen(  # noqa: S603  our own words
        [sys.executable, str(_PROGRAM), str(home.folder), *wishes],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=home.folder,
        # what the helper is told by its environment (a password of a real database among it) is not for the sandbox
        env={name: value for name, value in os.environ.items() if _is_for_the_sandbox(name)},
        **_detached(),
    )
    _children.append(process)
    registry.note(home)
    watch = threading.Timer(_TIME_TO_START, process.kill)
    watch.daemon = True
    watch.start()
    try:
        assert process.stdout is not None
        with process.stdout as pipe:
            said = pipe.read()  # to its end: the process closes it when it is ready, or dies
    except BaseException:  # Ctrl-C: who does not wait for it does not want it
        process.kill()
        raise
    finally:
        watch.cancel()
    lines = said.decode("utf-8", "replace").splitlines()
    answer = _parsed(lines[-1]) if lines else None
    if answer is not None and answer.get("running"):
        status: Status = answer  # type: ignore[assignment]
        return status
    if answer is not None and "what" in answer:
        raise SandboxError(answer["what"], answer["next"])
    raise SandboxError(
        f"The sandbox did not start: {lines[-1] if lines else 'its process ended or took too long'}",
        f"Its log may say more: {command('log', home)}",
    )


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        answer = json.loads(line)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _is_for_the_sandbox(variable: str) -> bool:
    return not variable.startswith("ORDSLAB_") or variable.startswith("ORDSLAB_SANDBOX_")


def _detached() -> dict[str, Any]:
    """So that the process outlives the terminal or the kernel, and gets none of its signals."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def stop(home: Home) -> bool:
    """Stop the sandbox; whether there was one. Its listeners are gone and its files closed afterwards."""
    if not home.folder.is_dir():
        return False
    with home.start_lock:
        return _stop(home)


def _stop(home: Home) -> bool:
    if not home.lock.is_held():
        return False
    run = Run.last(home)
    if run is not None and run.http_port:
        with contextlib.suppress(TimeoutError):
            run.ask("stop")
    if not _ended(home, _TIME_TO_STOP):
        _end_by_force(home, run)
    registry.forget(home)
    for child in list(_children):
        if child.poll() is not None:
            _children.remove(child)
    return True


def _end_by_force(home: Home, run: Run | None) -> None:
    """For a process that doesn't listen any more. Its number is right: who holds the lock has written it."""
    if run is not None and run == Run.last(home):
        for how in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            with contextlib.suppress(OSError):
                os.kill(run.pid, how)
            if _ended(home, _TIME_TO_OBEY):
                return
    raise SandboxError(
        f"The sandbox in {home.folder} does not end.",
        f"End its process yourself{f': number {run.pid}' if run else ''}.",
    )


def _ended(home: Home, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while home.lock.is_held():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def reset(home: Home) -> None:
    """Stop the sandbox and delete its data, whatever their version and state."""
    if not home.folder.is_dir() or not any(home.folder.iterdir()):
        return
    _refuse_stranger(home)
    with home.start_lock:
        _stop(home)
        clear(home)
        home.running.unlink(missing_ok=True)
        for log in (home.log, home.log.with_name(home.log.name + ".1")):
            log.unlink(missing_ok=True)


def _refuse_stranger(home: Home) -> None:
    """Raise `SandboxError` for a folder in which no sandbox has ever been."""
    has_run = (home.folder / "start.lock").exists()
    if home.is_foreign() or not (home.mark.exists() or has_run or any(home.folder.glob("vault-*.json"))):
        raise SandboxError(
            f"{home.folder} is no home of a sandbox: nothing was deleted.",
            "Name the right folder: ordslab sandbox reset --home DIR",
        )


def clear(home: Home) -> None:
    """Delete the data. Killed half-way, it leaves what the next start throws away: the mark goes last."""
    import shutil  # slow to import

    if not home.mark.exists():
        return
    Mark().write(home)
    for entry in home.data.iterdir():
        if entry == home.mark:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    home.mark.unlink()
    home.data.rmdir()
