"""The questions of `ordslab profile add`."""

from __future__ import annotations

import pytest

from ordslab import settings
from ordslab.commands import profile_questions
from ordslab.errors import SettingsError

from ..profile_folder import WORK

DSN = (
    "(description= (retry_count=20)(retry_delay=3)(address=(protocol=tcps)(port=1521)"
    "(host=adb.eu-frankfurt-1.oraclecloud.com))(connect_data=(service_name=g1ec399e4b6fed3_mydb_low.adb.oraclecloud.com))"
    "(security=(ssl_server_dn_match=yes)))"
)


def answers(*given):
    """Somebody who answers in this order; an empty answer takes the default."""
    waiting = list(given)

    def ask(question, default):
        asked.append(question)
        return waiting.pop(0) or default

    asked: list[str] = []
    return ask, asked, waiting


def test_return_is_enough_for_an_autonomous_database(folder):
    """Promise: with the connect string pasted, every other question has the right default."""
    ask, _, left = answers(DSN, "", "", "", "")
    entries = profile_questions.interview({}, {}, ask, settings.home())
    assert not left
    assert entries == {
        "dsn": DSN,
        "user": "PAGE",
        "ords_url": "https://g1ec399e4b6fed3-mydb.adb.eu-frankfurt-1.oraclecloudapps.com/ords",
        "alias": "page",
    }


def test_a_wallet_is_asked_for_its_service_and_tells_the_address(folder):
    """Promise: the wallet's names are offered, `_low` first, and its connect string tells the address of ORDS."""
    (folder / "w").mkdir()
    (folder / "w" / "ewallet.pem").write_text("x")
    (folder / "w" / "tnsnames.ora").write_text(f"mydb_high = {DSN.replace('_low', '_high')}\nmydb_low = {DSN}\n")
    ask, asked, _ = answers(str(folder / "w"), "", "hr", "", "", "anna_")
    entries = profile_questions.interview({}, {}, ask, settings.home())
    assert "mydb_high, mydb_low" in asked[1] and entries["dsn"] == "mydb_low"
    assert entries["ords_url"].startswith("https://g1ec399e4b6fed3-mydb.adb.")
    assert (entries["alias"], entries["prefix"]) == ("hr", "anna_")


def test_a_pasted_address_tells_the_alias(folder):
    """Promise: who pastes the address of the opened Database Actions is not asked in vain."""
    ask, _, _ = answers("db:1521/pdb", "hr", "https://x.example.com/ords/people/_sdw/", "", "")
    entries = profile_questions.interview({}, {}, ask, settings.home())
    assert (entries["ords_url"], entries["alias"]) == ("https://x.example.com/ords", "people")


def test_changing_a_profile_starts_from_what_it_says(folder):
    """Promise: adding again asks with the present values, and another database takes the old wallet's place."""
    before = WORK | {"wallet": "/w", "ca_file": "/ca.pem", "prefix": "anna_"}
    ask, asked, _ = answers("other:1521/pdb", "", "", "", "")
    entries = profile_questions.interview({}, before, ask, settings.home())
    assert entries == WORK | {"dsn": "other:1521/pdb", "ca_file": "/ca.pem", "prefix": "anna_"}
    assert len(asked) == 5


def test_options_are_not_asked_about(folder):
    """Promise: what the command line gives is no question any more, and without a keyboard it is enough."""
    assert profile_questions.interview(WORK, {}, None, settings.home()) == WORK
    with pytest.raises(SettingsError, match="address of ORDS is missing"):
        profile_questions.interview({"dsn": "db:1521/pdb"}, {}, None, settings.home())
    with pytest.raises(SettingsError, match="no way to the database"):
        profile_questions.interview({"user": "hr"}, {}, None, settings.home())
