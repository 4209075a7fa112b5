"""Errors on the way to a database that is not the lab's own: two lines each, and nothing lost."""

from __future__ import annotations

import socket
import threading

import pytest
from IPython.core.interactiveshell import InteractiveShell

import ordslab
from ordslab import magic, settings
from ordslab.errors import LogonRefused, Unreachable
from ordslab.settings.logon import connect_arguments

from ..stand_ins import certificate, web_server

SECRET = "tiger-4711"


def two_lines(error):
    """The error's text, which has two lines and no password."""
    lines = str(error).splitlines()
    assert len(lines) == 2 and all(lines), error
    return " ".join(lines)


def test_a_wrong_password(profile, monkeypatch):
    """Promise: the database's own words, and where the password comes from."""
    monkeypatch.setenv("ORDSLAB_PASSWORD", SECRET)
    with pytest.raises(LogonRefused) as caught:
        ordslab.open_lab("work").connect()
    assert (
        "ORA-01017" in two_lines(caught.value)
        and "profile work" in str(caught.value)
        and SECRET not in str(caught.value)
    )


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"dsn": "tcps://nobody.invalid:1522/FREEPDB1"}, "host name is unknown"),
        ({"dsn": "tcps://localhost:1/FREEPDB1"}, "nothing listens at that port"),
        ({"dsn": "mydb_low"}, "needs a wallet"),
        ({"ca_file": None}, "authority that nobody here knows"),
    ],
)
def test_no_way_to_the_database(profile, entries, says):
    """Promise: unknown host, wrong port, a name without a wallet, an unknown authority: each says so."""
    profile(**entries)
    with pytest.raises(Unreachable) as caught:
        ordslab.open_lab("work").connect()
    assert says in two_lines(caught.value) and "The database of profile work" in str(caught.value)


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"ords_url": "https://nobody.invalid/ords"}, "host name is unknown"),
        ({"ords_url": "https://localhost:1/ords"}, "nothing listens at that port"),
        ({"ca_file": None}, "authority that nobody here knows"),
    ],
)
def test_no_way_to_ords(profile, entries, says):
    """Promise: the same for ORDS, and the journal knows of the call."""
    profile(**entries)
    lab = ordslab.open_lab("work")
    with pytest.raises(Unreachable) as caught:
        lab.http.get(lab.base_url)
    assert says in two_lines(caught.value) and "ORDS of profile work" in str(caught.value)
    assert lab.journal[-1].status is None


def test_an_expired_certificate(profile, tmp_path):
    """Promise: it is named, and nothing is sent: no secret goes to a server that can't prove who it is."""
    file = certificate(tmp_path, ["localhost"], -1)
    with web_server(200, file) as port:
        profile(ords_url=f"https://localhost:{port}/ords", ca_file=str(file))
        lab = ordslab.open_lab("work")
        with pytest.raises(Unreachable) as caught:
            lab.http.post(f"{lab.base_url}/oauth/token", auth=("id", SECRET))
    assert "certificate has expired" in two_lines(caught.value) and SECRET not in str(caught.value)


def test_an_alias_that_is_not_enabled(profile):
    """Promise: a call gets ORDS's 404, and explain says that the alias is not this schema's."""
    profile(alias="persons")
    lab = ordslab.open_lab("work")
    response = lab.http.get(f"{lab.base_url}/customers/validation/1")
    assert response.status_code == 404 and "alias" in repr(lab.explain(response))


class Relay:
    """A way to the database that can be cut."""

    def __init__(self, port):
        self.to = port
        self.open: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.to))
            self.open += [client, server]
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass

    def cut(self):
        """The network drops: all connections break."""
        for each in self.open:
            each.close() if each.fileno() < 0 else each.shutdown(socket.SHUT_RDWR)
        self.open.clear()


def test_a_network_that_drops_in_the_middle(profile, remote):
    """Promise: the error says that what was not committed is lost; the next cell goes on, and nothing committed is."""
    relay = Relay(int(remote.dsn.split(":")[2].split("/")[0]))
    profile(dsn=f"tcps://localhost:{relay.port}/FREEPDB1")
    lab = ordslab.open_lab("work")
    lab.reset(to="role")
    shell = InteractiveShell()
    magic.register(shell, lambda: lab)
    shell.run_cell_magic("sql", "", "insert into customers values (9, 'Committed'); commit;")
    shell.run_cell_magic("sql", "", "insert into customers values (10, 'Open')")
    connection = lab.connection
    relay.cut()
    with pytest.raises(Unreachable) as caught:  # a kernel that was in the middle of something
        shell.run_cell_magic("sql", "", "select count(*) from customers")
        connection.ping()
    assert two_lines(caught.value)
    assert list(shell.run_cell_magic("sql", "", "select id from customers where id > 5")["ID"]) == [9]
    lab.cleanup(ask=False)
    relay.listening.close()


def test_settings_never_show_the_password(profile, remote):
    """Promise: not in the settings, not in the lab, not in the arguments' context."""
    where = settings.load("work")
    connect_arguments(where)
    assert remote.password not in repr(where) + repr(vars(where)) + repr(ordslab.open_lab("work"))
