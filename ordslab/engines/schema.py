"""The lessons' schema in a new database: the user PAGE, REST-enabled as page."""

from typing import Any

import oracledb

from ordslab.engines import Engine
from ordslab.errors import SettingsError
from ordslab.secrets.secret import Secret

USER, ALIAS = "PAGE", "page"
_GRANTS = "create session, create table, create view, create sequence, create procedure"
_EXISTS = "ORA-01920"


def make(engine: Engine, administrator: dict[str, Any], owner: dict[str, Any], password: Secret) -> None:
    """Create the user, or give it this password when it is there; then REST-enable its schema.

    `administrator` and `owner` are what `oracledb.connect` takes. Raises `SettingsError`.
    """
    tablespace = "users" if engine.name == "free" else "data"
    try:
        with oracledb.connect(**administrator) as connection, connection.cursor() as cursor:
            _create(cursor, password, tablespace)
            cursor.execute(f"grant {_GRANTS} to {USER}")
        with oracledb.connect(**owner) as connection, connection.cursor() as cursor:
            cursor.execute("begin ords.enable_schema(p_url_mapping_pattern => :alias); commit; end;", alias=ALIAS)
    except (oracledb.Error, OSError) as error:
        first = str(error).splitlines()[0].replace(password.reveal(), "********")
        raise SettingsError(
            f"The schema {USER} could not be made: {first}",
            f"If the data are of an earlier try: ordslab down --engine {engine.name} --delete, then up again.",
        ) from None


def _create(cursor: Any, password: Secret, tablespace: str) -> None:
    identified = f'identified by "{password.reveal()}"'  # of our own making: letters and digits
    try:
        cursor.execute(f"create user {USER} {identified} quota unlimited on {tablespace}")
    except oracledb.DatabaseError as error:
        if getattr(error.args[0], "full_code", "") != _EXISTS:
            raise
        cursor.execute(f"alter user {USER} {identified} quota unlimited on {tablespace}")
