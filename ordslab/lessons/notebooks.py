"""Where the lessons' notebooks are."""

from pathlib import Path

from ordslab import bundled
from ordslab.errors import SandboxError


def find_lessons() -> Path:
    """The folder of the original notebooks: of the clone that this package runs from, or of the installed package.

    Raises `SandboxError` where there are none.
    """
    found = bundled.find("notebooks", "00-start-here.ipynb")
    if found is None:
        raise SandboxError(
            "The lessons are not here: this package was installed without them.",
            "Install it again (pip install --force-reinstall ordslab), or run ordslab in a clone of the repository.",
        )
    return found.parent
