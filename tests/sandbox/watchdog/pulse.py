"""The pulse: a GET and a SELECT again and again, in a process of its own, and the longest that either has waited.

Both go to the sandbox that is attacked and, at the same moments, to one beside it that nobody attacks: what the machine
has no time for shows at both. Reads, as one line of JSON, a list of settings: `url`, `dsn`, `user`, `password`. Each
further line is answered with the longest waits since the last, in seconds, in a list of the same order:
[{"get": 0.003, "select": 0.002}, ...]. What still waits counts.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import oracledb

PAUSE = 0.02  # seconds between two beats
NOBODY_ANSWERS = 60.0  # seconds


class Beat(threading.Thread):
    """One of the two. `worst`: the longest wait that has ended."""

    def __init__(self, once: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._once = once
        self._began: float | None = None
        self._worst = 0.0

    def run(self) -> None:
        while True:
            self._began = time.monotonic()
            try:
                self._once()
            except Exception as error:
                print(json.dumps({"failed": repr(error)}), flush=True)
                return
            self._worst = max(self._worst, time.monotonic() - self._began)
            self._began = None
            time.sleep(PAUSE)

    def worst(self) -> float:
        began, worst, self._worst = self._began, self._worst, 0.0
        return max(worst, time.monotonic() - began if began is not None else 0.0)


def beats_of(settings: dict[str, str]) -> dict[str, Beat]:
    """Both beats of one sandbox, started."""
    parts = urlsplit(settings["url"])
    web = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=NOBODY_ANSWERS)
    user, password, dsn = settings["user"], settings["password"], settings["dsn"]
    cursor = oracledb.connect(user=user, password=password, dsn=dsn).cursor()

    def get() -> None:
        web.request("GET", parts.path)
        answer = web.getresponse()
        answer.read()
        assert answer.status == 200, answer.status

    def select() -> None:
        cursor.execute("select 1 from dual")
        assert cursor.fetchall() == [(1,)]

    beats = {"get": Beat(get), "select": Beat(select)}
    for beat in beats.values():
        beat.start()
    return beats


def main() -> None:
    sandboxes = [beats_of(settings) for settings in json.loads(sys.stdin.readline())]
    for _ in sys.stdin:
        waits = [{name: beat.worst() for name, beat in beats.items()} for beats in sandboxes]
        print(json.dumps(waits), flush=True)


if __name__ == "__main__":
    main()
