"""The lab where ORDS keeps its metadata in a cache."""

from __future__ import annotations

from dataclasses import replace

import pytest
import requests

import ordslab
import ordslab.sandbox
from ordslab.lab import Lab
from ordslab.settings import profiles
from ordslab.widgets.console.console import RequestConsole
from tests.conftest import running_sandbox

SERVICE = "begin ords.define_service('{0}', '/{0}/', 'x', p_source => 'select 1 one from dual'); commit; end;"
CACHE = 2


@pytest.fixture(scope="module")
def cached(tmp_path_factory):
    """The home of a sandbox with a cache of two seconds."""
    home = tmp_path_factory.mktemp("cache") / "home"
    with running_sandbox(home, metadata_cache=CACHE), pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDSLAB_HOME", str(home))
        patch.delenv("ORDSLAB_PROFILE", raising=False)
        yield home


@pytest.fixture
def lab(cached):
    """A lab on it that counts its waits; ORDS's cache was filled before anything is made."""
    with ordslab.open_lab() as lab:
        lab.waits = []
        lab.commit_wait.tell = lambda left, cache: lab.waits.append((left, cache))
        lab.reset(to="endpoint")
        lab.connection.cursor().execute("begin ords.delete_module('late'); commit; end;")
        lab.let_be_seen()
        requests.get(lab.base_url + "/", timeout=10)
        lab.waits.clear()
        yield lab


def sent(lab):
    console = RequestConsole(lab)
    console.call("GET", "late/x")
    return console.status


WAYS = {
    "lab.http": lambda lab: lab.http.get(f"{lab.base_url}/late/x").status_code,
    "a stranger": lambda lab: lab.stranger().get(f"{lab.base_url}/late/x").status_code,
    "the console": sent,
    "the audit": lambda lab: next(row.probe for row in lab.audit(probe=True).endpoints if "late" in str(row.endpoint)),
    "another program": lambda lab: lab.let_be_seen() or requests.get(f"{lab.base_url}/late/x", timeout=10).status_code,
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_calls_sees_what_was_committed(lab, way):
    """Promise: behind a commit each of the lab's ways to call waits, once, for what is left of the time."""
    requests.get(f"{lab.base_url}/late/x", timeout=10)  # the cache is as fresh as it can be
    with lab.connection.cursor() as cursor:
        cursor.execute(SERVICE.format("late"))
    assert WAYS[way](lab) == 200
    assert WAYS[way](lab) == 200
    ((left, cache),) = lab.waits
    assert 0 < left <= cache == CACHE


def test_a_moved_clock_is_no_time(lab):
    """Promise: an hour that a lesson lets pass is no hour of ORDS's cache, and is no commit."""
    with lab.connection.cursor() as cursor:
        cursor.execute(SERVICE.format("late"))
    lab.let_pass(3600)
    assert lab.http.get(f"{lab.base_url}/late/x").status_code == 200
    lab.let_pass(3600)
    assert lab.http.get(f"{lab.base_url}/late/x").status_code == 200
    assert len(lab.waits) == 1


def test_auto_measures_and_leaves_nothing(lab):
    """Promise: the time measured is the cache's or a little more, and the probe's module is gone."""
    with Lab(replace(lab.settings, metadata_cache=None)) as other:
        other.commit_wait.tell = lambda left, cache: None
        with other.connection.cursor() as cursor:
            cursor.execute(SERVICE.format("late"))
        assert other.http.get(f"{lab.base_url}/late/x").status_code == 200
        assert other.commit_wait._cache >= CACHE
        assert "probe" not in " ".join(lab.views.modules["NAME"])


def test_auto_says_where_it_cannot_measure(lab):
    """Promise: where everything is protected, two lines say what to write instead, and the probe's module is gone."""
    with lab.connection.cursor() as cursor:
        cursor.execute(
            "begin ords.create_role('anybody'); ords.create_privilege('everything', 'anybody');"
            " ords.create_privilege_mapping('everything', '/*'); commit; end;"
        )
    try:
        with Lab(replace(lab.settings, metadata_cache=None)) as other:
            other.commit_wait.committed()
            with pytest.raises(ordslab.LabError, match=r"answers 401\.\nWrite the seconds into the profile"):
                other.http.get(f"{lab.base_url}/late/x")
        assert "probe" not in " ".join(lab.views.modules["NAME"])
    finally:
        with lab.connection.cursor() as cursor:
            cursor.execute("begin ords.delete_privilege('everything'); ords.delete_role('anybody'); commit; end;")


def test_a_panel_counts_down_in_the_page_that_asked(lab):
    """Promise: what a click has to wait for is counted down where it was clicked; nothing is printed."""
    console = RequestConsole(lab, "GET", "late/x")
    messages = []
    console.send = lambda content, buffers=None: messages.append(content)
    with lab.connection.cursor() as cursor:
        cursor.execute(SERVICE.format("late"))
    console._received(None, {"do": "call", "with": {"path": "late/x"}, "view": "page-7"}, None)
    assert [each for each in messages if "wait" in each] == [
        {"wait": pytest.approx(CACHE, abs=CACHE), "cache": CACHE, "view": "page-7"}
    ]
    assert lab.waits == [] and messages[-1] == {"done": "page-7"}


@pytest.mark.parametrize(
    ("entry", "seconds"), [(None, 5), ("0", 0), ("2.5", 2.5), ("auto", None), (7, 7), (0.5, 0.5)], ids=str
)
def test_a_profile_says_how_old_metadata_may_be(folder, entry, seconds):
    """Promise: five seconds by default for another database; a number may stand without quotes."""
    from ordslab import settings

    text = '[profiles.work]\nuser = "PAGE"\ndsn = "db"\nords_url = "https://adb.example.com/ords"\n'
    text += "" if entry is None else f"metadata_cache = {entry!r}\n"
    (folder / "project" / "ordslab.toml").write_text(text)
    assert settings.load("work").metadata_cache == seconds
    if entry is not None:
        assert profiles.find("work")["metadata_cache"] == str(entry)


@pytest.mark.parametrize("entry", ["soon", "-1", "3601", "nan", True, [5]], ids=str)
def test_what_is_no_time_is_refused(folder, entry):
    """Promise: two lines for an entry that can't be one."""
    import json

    text = '[profiles.work]\nuser = "PAGE"\ndsn = "db"\nords_url = "https://adb.example.com/ords"\n'
    (folder / "project" / "ordslab.toml").write_text(f"{text}metadata_cache = {json.dumps(entry)}\n")
    with pytest.raises(ordslab.LabError, match="metadata_cache of profile work"):
        profiles.find("work")
