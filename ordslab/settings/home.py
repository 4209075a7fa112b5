"""The home: the folder that holds all state. ORDSLAB_HOME names it, and so does the option --home; else `.ordslab`."""

import os
from pathlib import Path


def home() -> Path:
    """The folder of all state."""
    return Path(os.environ.get("ORDSLAB_HOME") or Path.home() / ".ordslab").expanduser().absolute()
