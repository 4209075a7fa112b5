"""What comes with the package besides code: the lessons and the descriptions of containers.

In a clone they stand at its top; the wheel holds them in the package's folder `bundled`.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def find(*parts: str) -> Path | None:
    """The path of a file or folder, "notebooks" for example; None where it did not come along."""
    places = (_PACKAGE.parent, _PACKAGE / "bundled", Path.cwd())
    return next((path for base in places if (path := base.joinpath(*parts)).exists()), None)
