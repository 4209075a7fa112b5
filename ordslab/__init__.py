"""ordslab: learn to secure ORDS endpoints with OAuth2, on a sandbox or on your own database.

    import ordslab
    lab = ordslab.open_lab()

What can go wrong is in `ordslab.errors`; each of its classes is here as well: `except ordslab.SqlError`.

Not Oracle's software. Importing this package loads nothing heavy: everything else comes when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know it, without the time that `typing` takes
if TYPE_CHECKING:
    from typing import Any

    from ordslab import errors
    from ordslab.errors import (
        LabError,
        LogonRefused,
        NoSuchName,
        SandboxError,
        SandboxStopped,
        SettingsError,
        SqlError,
        Unreachable,
    )
    from ordslab.lab import Lab

__version__ = "0.1.0"
__all__ = [
    "LabError",
    "LogonRefused",
    "NoSuchName",
    "SandboxError",
    "SandboxStopped",
    "SettingsError",
    "SqlError",
    "Unreachable",
    "errors",
    "open_lab",
]


def open_lab(profile: str | None = None) -> Lab:
    """Open the lab: the sandbox, started when none runs, or the database of another profile.

    `profile` names the settings to use; None takes `ORDSLAB_PROFILE`, else "sandbox".
    """
    from ordslab.lab import Lab

    return Lab.open(profile)


def load_ipython_extension(ipython: Any) -> None:
    """Register the `%%sql` cell magic (`%load_ext ordslab`; `open_lab` does it by itself)."""
    from functools import cache

    from ordslab.magic import register

    register(ipython, cache(open_lab))


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """The errors, when they are first asked for; `ordslab.profiles`, as the room for profiles was called once."""
        from importlib import import_module

        if name == "profiles":
            return import_module("ordslab.settings.profiles")
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        errors = import_module("ordslab.errors")
        return errors if name == "errors" else getattr(errors, name)
