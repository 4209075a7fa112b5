"""Files of the owner's alone: nobody else reads them, nobody reads half of one, and no planted link is followed."""

import os
import tempfile
from pathlib import Path


def write(path: Path, content: str | bytes, mode: int = 0o600) -> None:
    """Write a file, in place of an earlier one or of a link. Its folder, where it is missing, is the owner's as well.

    It is written beside its place and then renamed: a write that fails leaves the earlier file as it was. Raises
    `OSError`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes a new file for its owner alone: by mode 0600, on Windows by the folder's access list.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if mode != 0o600:
            Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
