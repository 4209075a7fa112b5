"""How long an ORDS keeps its metadata in its cache: measured by a module of the lab's own, which is gone afterwards."""

import math
import secrets
import time

import oracledb

from ordslab.errors import LabError
from ordslab.http.commit_wait import ENOUGH
from ordslab.http.session import LabSession

_STEP = 0.05  # seconds between two looks
_MODULE = "begin ords.define_module(p_module_name => '{name}', p_base_path => '/{name}/'); commit; end;"
_ENDPOINT = """
begin
  ords.define_template(p_module_name => '{name}', p_pattern => '{pattern}');
  ords.define_handler(p_module_name => '{name}', p_pattern => '{pattern}', p_method => 'GET',
    p_source_type => ords.source_type_collection_feed, p_source => 'select 1 as one from dual');
  commit;
end;"""
_GONE = "begin ords.delete_module(p_module_name => '{name}'); commit; end;"
_INSTEAD = 'Write the seconds into the profile: metadata_cache = 5. What this ORDS has: "cache.metadata.timeout".'


def measured(connection: oracledb.Connection, session: LabSession, base_url: str) -> float:
    """The seconds until a commit is seen at the latest, 0 where it is seen at once.

    Two endpoints are made one after the other: when the first is seen the cache was filled that moment, so the second,
    committed right behind it, waits for as long as the cache lasts. Raises `LabError` where it can't be told.
    """
    name = f"ordslab_probe_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(_MODULE.format(name=name))
            moments = []
            for pattern in ("first", "second"):
                cursor.execute(_ENDPOINT.format(name=name, pattern=pattern))
                moments.append(_until_seen(session, f"{base_url}/{name}/{pattern}"))
        finally:
            connection.rollback()
            cursor.execute(_GONE.format(name=name))
    (filled_at, _, _), (_, seen_at, at_once) = moments
    return 0 if at_once else math.ceil(10 * (seen_at - filled_at)) / 10


def _until_seen(session: LabSession, url: str) -> tuple[float, float, bool]:
    """When the look that saw it began and ended, and whether it was the first one."""
    started = asked = time.monotonic()
    while (status := session.get(url).status_code) != 200:
        if status != 404:
            raise LabError(f"ORDS's metadata cache can't be measured: a new endpoint answers {status}.", _INSTEAD)
        if asked - started > ENOUGH:
            raise LabError(f"ORDS's metadata cache keeps what it has for more than {ENOUGH} s.", _INSTEAD)
        time.sleep(_STEP)
        asked = time.monotonic()
    return asked, time.monotonic(), asked == started
