"""Where clients' credentials are kept: a JSON file that only its owner can read, one for each profile."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ordslab import files
from ordslab.errors import LabError, NoSuchName
from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.secret import Secret
from ordslab.text import counted


@dataclass(frozen=True)
class Credentials:
    """What a client authenticates itself with."""

    client_id: str
    client_secret: Secret

    def __repr__(self) -> str:
        return f"Credentials(client_secret={self.client_secret})"  # the id differs from run to run


class Vault:
    """Credentials by client name, in `vault-PROFILE.json` in the lab's home."""

    def __init__(self, home: Path, profile: str, known: KnownSecrets | None = None) -> None:
        """`known` learns the secrets that are kept, and those that are read."""
        self.path = home / f"vault-{profile}.json"
        self._known = known if known is not None else KnownSecrets()

    def __repr__(self) -> str:
        return f"Vault({counted(len(self._read()), 'client')})"

    def keep(self, name: str, client_id: str, client_secret: str | Secret) -> None:
        """Keep a client's credentials, in place of earlier ones."""
        text = client_secret.reveal() if isinstance(client_secret, Secret) else client_secret
        if not client_id or not text:
            raise LabError(
                f"The vault got an empty client id or secret for {name}.",
                "Pass both: lab.vault.keep(name, client_id, client_secret)",
            )
        self._known.learn(text)
        kept = self._read() | {name: {"client_id": client_id, "client_secret": text}}
        files.write(self.path, json.dumps(kept, indent=1))

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
            files.write(self.path, json.dumps(kept, indent=1))

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            kept: dict[str, dict[str, str]] = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise LabError(
                "The vault's file can't be read.", f"Delete it, and keep the credentials again: {self.path}"
            ) from None
        self._known.learn(*(each["client_secret"] for each in kept.values()))
        return kept
