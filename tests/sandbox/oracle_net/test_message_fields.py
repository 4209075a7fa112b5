"""The list of what is read: each field is used, refused by name, or says why it has no effect. Nothing else is read."""

from typing import ClassVar

import oracledb
import pytest

from ordslab.sandbox.oracle_net import binds, lobs, message_fields, requests
from ordslab.sandbox.oracle_net.buffer import Reader, ub, value
from ordslab.sandbox.oracle_net.message_fields import DESCRIPTOR, EXECUTE, LOB_CALL, REEXECUTE, VECTOR

NEWEST = 24
MESSAGES = {
    "EXECUTE": EXECUTE,
    "VECTOR": VECTOR,
    "REEXECUTE": REEXECUTE,
    "DESCRIPTOR": DESCRIPTOR,
    "LOB_CALL": LOB_CALL,
}


def encoded(fields, **values):
    """A message whose fields are 0, but for these."""
    parts = []
    for field in fields:
        given = values.get(field.name, 0)
        if field.form == "ub":
            parts.append(ub(given))
        elif field.form == "u8":
            parts.append(bytes((given,)))
        elif field.form == "sized":
            parts.append(ub(0))
        else:
            parts.append(bytes(field.form))
    return b"".join(parts)


def execution(vector=None, **values):
    return encoded(EXECUTE, **values) + encoded(VECTOR, **(vector or {})) + encoded(DESCRIPTOR) * 2


class Recording(dict):
    looked_at: ClassVar[set] = set()

    def __getitem__(self, name):
        self.looked_at.add(name)
        return super().__getitem__(name)


@pytest.fixture
def looked_at(monkeypatch):
    """The names of the fields that a parser has looked at."""
    seen = Recording.looked_at = set()
    read = message_fields.read
    monkeypatch.setattr(message_fields, "read", lambda *given: Recording(read(*given)))
    return seen


def parse(name):
    if name in ("EXECUTE", "VECTOR"):
        for options in (0, 0x10):
            message = execution(options=options, define_count=1, bind_count=1)
            requests.parse_execute(Reader(message), NEWEST)
    elif name == "REEXECUTE":
        requests.parse_reexecute(Reader(encoded(REEXECUTE)), requests.REEXECUTE)
    elif name == "DESCRIPTOR":
        binds.parse_descriptor(Reader(encoded(DESCRIPTOR)), NEWEST)
    else:
        lobs.parse_call(Reader(encoded(LOB_CALL)))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_field_without_a_word_is_used_and_no_other_is(looked_at, name):
    fields = MESSAGES[name]
    assert not [field.name for field in fields if field.no_effect and field.refused]
    parse(name)
    used = {field.name for field in fields if not field.no_effect}
    names = {field.name for field in fields}
    assert looked_at & names == used


@pytest.mark.parametrize("field", [field for field in EXECUTE if field.refused], ids=lambda field: field.name)
def test_what_an_execution_asks_for_and_is_not_there_is_refused_by_name(field):
    call = requests.parse_execute(Reader(execution(**{field.name: 1})), NEWEST)
    assert field.refused in str(call.refusal)
    assert requests.parse_execute(Reader(execution()), NEWEST).refusal is None


@pytest.mark.parametrize("field", [field for field in VECTOR if field.refused], ids=lambda field: field.name)
def test_the_same_of_its_vector(field):
    call = requests.parse_execute(Reader(execution({field.name: 1})), NEWEST)
    assert field.refused in str(call.refusal)


@pytest.mark.parametrize("bit", range(32))
def test_a_bit_is_known_or_refused(bit):
    for known, given in (
        (message_fields.OPTIONS, execution(options=1 << bit)),
        (message_fields.FLAGS, execution({"flags": 1 << bit})),
    ):
        refusal = requests.parse_execute(Reader(given), NEWEST).refusal
        assert (refusal is None) == (1 << bit in known)


@pytest.mark.parametrize("field", [field for field in LOB_CALL if field.refused], ids=lambda field: field.name)
def test_what_a_lob_operation_asks_for_and_is_not_there_is_refused_by_name(field):
    call = lobs.parse_call(Reader(encoded(LOB_CALL, operation=1, **{field.name: 1})))
    with pytest.raises(Exception, match=field.refused):
        lobs.run(call, lobs.LobStore())


@pytest.mark.parametrize("version", [8, 9, 13, 24])
def test_older_clients_send_fewer_fields(version):
    old = [field for field in EXECUTE if field.since <= version]
    text = "select 1 from dual"
    message = encoded(old, text_length=len(text)) + value(text.encode()) + encoded(VECTOR)
    assert requests.parse_execute(Reader(message), version).text == text


def test_scrollable_cursors_are_refused_by_name_and_the_session_goes_on(page):
    with pytest.raises(oracledb.DatabaseError, match=r"ORA-03001: .* scrollable cursors"):
        page.connection.cursor(scrollable=True).execute("select 1 from dual")
    assert page.execute("select 1 from dual").fetchone() == (1,)


# --- the logon


@pytest.mark.parametrize(
    ("mode", "number"), [("SYSDBA", 1031), ("SYSOPER", 1031), ("SYSBKP", 1031), ("SYSKMT", 1031), ("SYSRAC", 1031)]
)
def test_an_administrator_s_mode_is_refused(whole, mode, number):
    with pytest.raises(oracledb.DatabaseError, match=f"ORA-{number:05}"):
        whole.connect(mode=getattr(oracledb, f"AUTH_MODE_{mode}"))


def test_what_a_client_tells_of_itself_is_shown(whole):
    told = {"program": "lesson", "machine": "desk", "terminal": "tty7", "osuser": "ada", "driver_name": "mine : 1"}
    with whole.connect(**told) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select program, machine, terminal, osuser from v$session where sid = sys_context('userenv', 'sid')"
        )
        assert cursor.fetchone() == ("lesson", "desk", "tty7", "ada")
        cursor.execute("select client_driver from v$session_connect_info where sid = sys_context('userenv', 'sid')")
        assert cursor.fetchone()[0].startswith("mine : 1")
        names = ("client_program_name", "host", "terminal", "os_user")
        asked = ", ".join(f"sys_context('userenv', '{name}')" for name in names)
        assert cursor.execute(f"select {asked} from dual").fetchone() == ("lesson", "desk", "tty7", "ada")


def test_names_do_not_contradict_each_other(whole):
    """The driver's, SYS_CONTEXT's and the views'. Source: python-oracledb's tests of connection attributes."""
    with whole.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select name from v$database")
        assert cursor.fetchone() == (connection.db_name,)
        cursor.execute("select instance_name, sys_context('userenv', 'instance_name') from v$instance")
        assert cursor.fetchone() == (connection.instance_name,) * 2
        cursor.execute("select sys_context('userenv', 'service_name') from dual")
        assert cursor.fetchone() == (connection.service_name,)


def test_application_contexts_are_kept(whole):
    """Source: python-oracledb's test_connection: appcontext."""
    with whole.connect(appcontext=[("CLIENTCONTEXT", "A", "one"), ("clientcontext", "b", "two")]) as connection:
        cursor = connection.cursor()
        cursor.execute("select sys_context('clientcontext', 'a'), sys_context('CLIENTCONTEXT', 'B') from dual")
        assert cursor.fetchone() == ("one", "two")
        assert cursor.execute("select sys_context('clientcontext', 'c') from dual").fetchone() == (None,)
    with pytest.raises(oracledb.DatabaseError, match="ORA-28267"):
        whole.connect(appcontext=[("NOWHERE", "A", "one")])
