"""Files of the owner's alone."""

from __future__ import annotations

import os
import stat

import pytest

from ordslab import files

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes and links are POSIX's")


@POSIX
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_else_reads_it(tmp_path, umask):
    """Promise: whatever the umask, file and new folder are the owner's; a mode that is asked for is given."""
    before = os.umask(umask)
    try:
        files.write(tmp_path / "new" / "a", "text")
        files.write(tmp_path / "new" / "b", b"bytes", mode=0o644)
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / "new" / name).stat().st_mode) for name in ("", "a", "b")]
    assert modes == [0o700, 0o600, 0o644]
    assert (tmp_path / "new" / "a").read_text() == "text" and (tmp_path / "new" / "b").read_bytes() == b"bytes"


@POSIX
def test_no_planted_link_is_followed(tmp_path):
    """Promise: where somebody put a link in the file's place, what it leads to stays as it is."""
    target = tmp_path / "target"
    target.write_text("precious")
    (tmp_path / "a").symlink_to(target)
    files.write(tmp_path / "a", "secret")
    assert target.read_text() == "precious" and not (tmp_path / "a").is_symlink()


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_failed_write_leaves_what_was_there(tmp_path, monkeypatch, broken):
    """Promise: nobody sees half a file, and nothing of a failed try is left."""
    files.write(tmp_path / "a", "before")
    owner = os if broken == "fsync" else type(tmp_path)
    monkeypatch.setattr(owner, broken, lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        files.write(tmp_path / "a", "after")
    monkeypatch.undo()
    assert (tmp_path / "a").read_text() == "before" and [each.name for each in tmp_path.iterdir()] == ["a"]
