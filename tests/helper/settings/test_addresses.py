"""What can be pasted as the address of ORDS."""

from __future__ import annotations

import pytest

from ordslab.errors import SettingsError
from ordslab.settings import addresses as pasted

DSN = (
    "(description= (retry_count=20)(retry_delay=3)(address=(protocol=tcps)(port=1521)"
    "(host=adb.eu-frankfurt-1.oraclecloud.com))(connect_data=(service_name=g1ec399e4b6fed3_mydb_low.adb.oraclecloud.com))"
    "(security=(ssl_server_dn_match=yes)))"
)


@pytest.mark.parametrize(
    ("text", "address", "alias"),
    [
        ("https://g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/page/_sdw/?nav=worksheet", "g1-mydb.adb.eu-x-1", "page"),
        ("https://g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/sql-developer", "g1-mydb.adb.eu-x-1", None),
        ("g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/apex", "g1-mydb.adb.eu-x-1", None),
        ("  https://g1-mydb.adb.eu-x-1.oraclecloudapps.com ", "g1-mydb.adb.eu-x-1", None),
        ("https://g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/r/shop/app/home", "g1-mydb.adb.eu-x-1", None),
        ("https://g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/f?p=100:1", "g1-mydb.adb.eu-x-1", None),
    ],
)
def test_any_address_of_the_console_will_do(text, address, alias):
    """Promise: what the browser shows in Database Actions or APEX gives base URL and, where it shows, alias."""
    assert pasted.ords_address(text) == (f"https://{address}.oraclecloudapps.com/ords", alias)


def test_other_addresses_stay_as_they_are():
    """Promise: a context path of somebody's own is kept; plain http on a port too."""
    assert pasted.ords_address("http://localhost:8181/ords/") == ("http://localhost:8181/ords", None)
    assert pasted.ords_address("https://api.example.com/rest/") == ("https://api.example.com/rest", None)


@pytest.mark.parametrize("text", ["ftp://x/ords", "https://", "two words", "https://me:tiger@x/ords", "me/tiger@x:1/y"])
def test_what_is_no_address_is_refused(text):
    """Promise: it is said, with the way to the right one, and a password in it is not repeated."""
    with pytest.raises(SettingsError) as caught:
        pasted.ords_address(text)
    assert caught.value.next_step and "tiger" not in str(caught.value)


def test_the_connect_string_of_an_autonomous_database_tells_its_ords():
    """Promise: tenant, database and region of the connect string make the address (inferred from public examples:
    https://g1ec399e4b6fed3-mtdrdb.adb.ap-sydney-1.oraclecloudapps.com/ords)."""
    assert pasted.ords_url_of(DSN) == "https://g1ec399e4b6fed3-mydb.adb.eu-frankfurt-1.oraclecloudapps.com/ords"
    assert pasted.ords_url_of("db:1521/pdb") is None
