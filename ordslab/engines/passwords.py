"""The passwords of an engine: made once, kept in its folder, handed to the containers by file."""

import secrets
import string

from ordslab import files
from ordslab.engines import Engine
from ordslab.secrets.secret import Secret

_LENGTH = 24
_LETTERS = string.ascii_letters + string.digits


def make(engine: Engine) -> None:
    """Make the files that are not there yet.

    The folder is its owner's alone. `oracle_pwd` in it can be read by all, for inside the container somebody else
    reads it: nobody on this machine gets to it but through the folder.
    """
    engine.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine.folder.chmod(0o700)
    administrator = password(engine, "administrator").reveal()
    password(engine, "page")
    if engine.name == "free":
        files.write(engine.folder / "oracle_pwd", administrator, mode=0o644)
        files.write(engine.folder / "ords.env", f"ORACLE_PWD={administrator}\n")
    else:
        wallet = password(engine, "wallet").reveal()
        files.write(engine.folder / "adb.env", f"ADMIN_PASSWORD={administrator}\nWALLET_PASSWORD={wallet}\n")


def password(engine: Engine, whose: str) -> Secret:
    """The password of `administrator`, `page` or `wallet`; made when it is first asked for."""
    path = engine.folder / f"{whose}_password"
    if not path.exists():
        files.write(path, _new_password())
    return Secret(path.read_text(encoding="ascii").strip())


def _new_password() -> str:
    """Letters and digits, one of each kind, a letter first: what all of Oracle's rules allow."""
    while True:
        text = secrets.choice(string.ascii_letters) + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH - 1))
        if any(map(str.isdigit, text)) and any(map(str.isupper, text)) and any(map(str.islower, text)):
            return text
