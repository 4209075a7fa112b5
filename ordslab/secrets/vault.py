"""Where clients' credentials are kept: a JSON file that only its owner can read, one for each profile."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ordslab.errors import LabError, NoSuchName
from ordslab.secrets.secret import Secret


@dataclass(frozen=True)
class Credentials:
    """What a client authenticates itself with."""

    client_id: str
    client_secret: Secret

    def __repr__(self) -> str:
        return f"Credentials(client_secret={self.client_secret})"  # the id differs from run to run


class Vault:
    """Credentials by client name, in `vault-PROFILE.json` in the lab's home."""

    def __init__(self, home: Path, profile: str) -> None:
        self.path = home / f"vault-{profile}.json"

    def __repr__(self) -> str:
        count = len(self._read())
        return f"Vault({count} client{'' if count == 1 else 's'})"

    def keep(self, name: str, client_id: str, client_secret: str | Secret) -> None:
        """Keep a client's credentials, in place of earlier ones."""
        text = client_secret.reveal() if isinstance(client_secret, Secret) else client_secret
        if not client_id or not text:
            raise LabError(
                f"The vault got an empty client id or secret for {name}.",
                "Pass both: lab.vault.keep(name, client_id, client_secret)",
            )
        self._write(self._read() | {name: {"client_id": client_id, "client_secret": text}})

    def __getitem__(self, name: str) -> Credentials:
        kept = self._read().get(name)
        if kept is None:
            raise NoSuchName(
                f"The vault holds no credentials of {name}.",
                "Keep them: lab.vault.keep(name, client_id, client_secret)",
            )
        return Credentials(kept["client_id"], Secret(kept["client_secret"]))

    def __contains__(self, name: object) -> bool:
        return name in self._read()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._read()))

    def forget(self, name: str) -> None:
        """Remove a client's credentials; nothing happens when there are none."""
        kept = self._read()
        if kept.pop(name, None):
            self._write(kept)

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            kept: dict[str, dict[str, str]] = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise LabError(
                "The vault's file can't be read.", f"Delete it, and keep the credentials again: {self.path}"
            ) from None
        return kept

    def _write(self, kept: dict[str, dict[str, str]]) -> None:
        """Write beside the file, then rename: no reader sees half of it, and the file is never open to others."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp gives the file to its owner alone: by mode 0600, on Windows by the folder's access list.
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".vault-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(kept, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
