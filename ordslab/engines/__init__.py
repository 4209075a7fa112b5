"""Oracle on your own machine: Oracle Database Free with ORDS, or Autonomous AI Database Free, in containers.

    ordslab up --engine free|adb-free       start it, wait, make the schema PAGE and the profile, see the doctor
    ordslab down --engine free|adb-free     stop it; what was committed stays

The containers are described in the folder `compose`. What is secret or made here lies in `engines/NAME`
in the lab's home.
"""

from dataclasses import dataclass
from pathlib import Path

from ordslab import bundled, settings
from ordslab.errors import SettingsError


@dataclass(frozen=True)
class Engine:
    """One of the two. `ports`: those of database and ORDS; `minutes`: to wait for it, the download left aside."""

    name: str
    ports: tuple[int, int]
    minutes: int
    administrator: str

    @property
    def project(self) -> str:
        """How the containers' tool calls it."""
        return f"ordslab-{self.name}"

    @property
    def folder(self) -> Path:
        """Where its passwords are kept."""
        return settings.home() / "engines" / self.name

    @property
    def compose_file(self) -> Path:
        """The description of its containers. Raises `SettingsError` where there is none."""
        if path := bundled.find("compose", f"{self.name}.yaml"):
            return path
        raise SettingsError(
            "The descriptions of the containers are not here: this package was installed without them.",
            "Clone the repository and run ordslab in its folder.",
        )


ENGINES = {
    "free": Engine("free", (1521, 8181), 20, "SYSTEM"),
    "adb-free": Engine("adb-free", (1522, 8443), 30, "ADMIN"),
}
