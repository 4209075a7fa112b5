"""The profile's database: the way there, the logon, what the user may do, ORDS's metadata, the time."""

import datetime
from collections.abc import Iterator
from typing import Any

import oracledb

from ordslab.doctor.finding import Finding, Level, failed, ok, skipped, warning
from ordslab.doctor.network import handshake, reach
from ordslab.errors import LabError
from ordslab.settings import wallets
from ordslab.settings.connection_errors import explained
from ordslab.settings.current import Settings
from ordslab.settings.logon import connect_arguments
from ordslab.settings.tls import trusting
from ordslab.sql.dialect import Dialect, dialect_of

_AFTER_LOGON = ("rights", "clients' package", "schema", "ORDS version", "time")
_RIGHTS = ("CREATE SESSION", "CREATE TABLE")
_SECONDS = 60
"""By how much the clocks may differ."""


def look(settings: Settings) -> Iterator[Finding]:
    """All checks of the database, in order."""
    try:
        addresses = _addresses(settings)
    except LabError as error:
        yield failed("dsn", error.what, error.next_step)
        return
    if settings.proxy:
        yield skipped("database address", f"it is reached through the proxy {settings.proxy}")
    else:
        host, port, protocol = addresses[0]  # of several, the others stand in when this one does not answer
        found = reach("database address", host, port, settings.profile)
        yield found
        if found.level is not Level.OK and len(addresses) == 1:
            yield skipped("logon", "the database's address can't be reached")
            return
        if found.level is Level.OK and protocol == "tcps" and not settings.wallet:
            yield handshake("database TLS", host, port, trusting(settings), settings.profile)
    yield from _logged_on(settings)


def _addresses(settings: Settings) -> list[tuple[str, int, str]]:
    """Host, port and protocol of the dsn. Raises `LabError`."""
    folder = str(wallets.folder(settings.wallet, settings.home)) if settings.wallet else None
    parameters = oracledb.ConnectParams(config_dir=folder)
    with explained(settings):
        parameters.parse_connect_string(settings.dsn)
    found: Any = (parameters.host, parameters.port, parameters.protocol)
    columns = [each if isinstance(each, list) else [each] for each in found]
    return [(str(host), int(port), str(protocol).lower()) for host, port, protocol in zip(*columns, strict=True)]


def _logged_on(settings: Settings) -> Iterator[Finding]:
    try:
        with explained(settings):
            connection = oracledb.connect(**connect_arguments(settings))
    except LabError as error:
        yield failed("logon", error.what, error.next_step)
        for check in _AFTER_LOGON:
            yield skipped(check, "there is no logon")
        return
    with connection:
        yield ok("logon", f"{settings.user}, Oracle Database {connection.version}")
        for look_at in (_rights, _package, _schema, _version, _time):
            try:
                with explained(settings):
                    yield look_at(connection, settings)
            except LabError as error:
                yield failed(look_at.__name__.lstrip("_"), error.what, error.next_step)
                return


def _rows(connection: oracledb.Connection, query: str) -> list[tuple[Any, ...]] | None:
    """The rows; None where the view or function is not there for this user."""
    with connection.cursor() as cursor:
        try:
            return list(cursor.execute(query).fetchall())
        except oracledb.DatabaseError as error:
            if getattr(error.args[0], "full_code", "") in ("ORA-00942", "ORA-00904"):
                return None
            raise


def _rights(connection: oracledb.Connection, settings: Settings) -> Finding:
    """What the lessons' tables need."""
    rows = _rows(connection, "select privilege from session_privs")
    if rows is None:
        return skipped("rights", "this database has no view SESSION_PRIVS")
    held = {str(privilege) for (privilege,) in rows}
    missing = [each for each in _RIGHTS if each not in held]
    if missing:
        grant = f"An administrator can grant it: grant {', '.join(missing).lower()} to {settings.user}"
        return failed("rights", f"{settings.user} lacks {', '.join(missing)}", grant)
    if "UNLIMITED TABLESPACE" not in held and _rows(connection, "select 1 from user_ts_quotas") == []:
        quota = f"An administrator can grant it: alter user {settings.user} quota unlimited on data"
        return warning("rights", f"{settings.user} has no quota on a tablespace: it can't store rows", quota)
    return ok("rights", ", ".join(_RIGHTS).lower())


def _package(connection: oracledb.Connection, _: Settings) -> Finding:
    """Which package the user can make clients with."""
    check = "clients' package"
    dialect: Dialect = dialect_of(connection)
    if dialect.ords_security:
        return ok(check, "ORDS_SECURITY" + (" and the older OAUTH" if dialect.oauth else "; the older OAUTH is gone"))
    if dialect.oauth:
        return warning(
            check, "only OAUTH: this ORDS is older than 24.3", "The lessons adapt. Better: have ORDS upgraded."
        )
    return failed(
        check,
        "neither ORDS_SECURITY nor OAUTH can be run",
        "REST-enable the schema (that grants them), or have ORDS installed in this database: ords install",
    )


def _schema(connection: oracledb.Connection, settings: Settings) -> Finding:
    """Whether the schema is REST-enabled, under the alias of the profile."""
    rows = _rows(connection, "select pattern, status from user_ords_schemas")
    alias = settings.base_url.rpartition("/")[2]
    enable = (
        f"begin ords.enable_schema(p_url_mapping_pattern => '{alias}'); commit; end;   "
        f"or as ADMIN in Database Actions: Administration > Database Users > {settings.user} > Enable REST"
    )
    if rows is None:
        return failed("schema", "ORDS is not installed in this database", "Have it installed: ords install")
    if not rows:
        return failed("schema", f"the schema {settings.user} is not REST-enabled", enable)
    pattern, status = rows[0]
    if status != "ENABLED":
        return failed("schema", f"REST is switched off for the schema {settings.user}", enable)
    if pattern != alias:
        return failed(
            "schema",
            f"the schema's alias is {pattern}; the profile says {alias}",
            f"ordslab profile add {settings.profile} --alias {pattern}",
        )
    return ok("schema", f"{settings.user} is REST-enabled as {pattern}")


def _version(connection: oracledb.Connection, _: Settings) -> Finding:
    """The version of ORDS's packages in the database."""
    rows = _rows(connection, "select ords.installed_version from dual")
    return ok("ORDS version", str(rows[0][0])) if rows else skipped("ORDS version", "this ORDS does not say")


def _time(connection: oracledb.Connection, _: Settings) -> Finding:
    """The database's time against this machine's: lifetimes of tokens are read on both."""
    before = datetime.datetime.now(datetime.UTC)
    rows = _rows(connection, "select sys_extract_utc(systimestamp) from dual")
    after = datetime.datetime.now(datetime.UTC)
    if not rows:
        return skipped("time", "this database does not tell its time in UTC")
    there = rows[0][0].replace(tzinfo=datetime.UTC)
    apart = round((there - (before + (after - before) / 2)).total_seconds())
    if abs(apart) > _SECONDS:
        which = "behind" if apart < 0 else "ahead"
        return warning(
            "time",
            f"the database's clock is {abs(apart)} s {which} of this machine's",
            "Set this machine's clock by the network: timedatectl set-ntp true (Windows: w32tm /resync).",
        )
    return ok("time", f"the clocks agree within {_SECONDS} s")
