"""The checkpoints, in each of their states, on a sandbox."""

from __future__ import annotations

import pytest

import ordslab
from ordslab.checkpoints import LESSONS, State, find
from ordslab.errors import LabError, NoSuchName
from ordslab.run import run
from ordslab.script import split

NAMES = [checkpoint.name for checkpoint in LESSONS]


def sql(lab, script):
    for statement in split(script):
        run(lab.connection, statement, {}, script)


def states(lab):
    return [lab.check(name).state.value for name in NAMES]


def test_the_lessons_are_those_of_the_series():
    """Promise: the names that notebooks use."""
    assert NAMES == ["endpoint", "role", "privilege", "client", "token", "call"]


def test_a_new_lab_has_tried_nothing(lab):
    """Promise: at the start every checkpoint says: not tried."""
    lab.reset(to="endpoint")
    assert states(lab) == ["not tried"] * 6


@pytest.mark.parametrize("number", range(6))
def test_reset_gives_the_start_of_a_lesson(lab, number, capsys):
    """Promise: what comes before the lesson has passed, the lesson and what follows has not been tried."""
    lab.reset(to=NAMES[number])
    assert states(lab) == ["passed"] * number + ["not tried"] * (6 - number)
    assert capsys.readouterr().out == f"The lab is at the start of the lesson: {NAMES[number]}.\n"


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes(lab, name):
    """Promise: the printed solution is what passes the checkpoint, from the start of the lesson."""
    lab.reset(to=name)
    find(name).solve(lab)
    outcome = lab.check(name)
    assert outcome.passed, outcome.why
    assert repr(outcome).startswith(f"{name}: passed\n")


def test_reset_is_idempotent_and_goes_back(lab):
    """Promise: from the end of the series to its middle, twice, gives the same state."""
    lab.reset(to="call")
    for _ in range(2):
        lab.reset(to="privilege")
        assert states(lab) == ["passed", "passed", *["not tried"] * 4]
    assert "license_backend_client" not in lab.vault


def test_reset_rolls_back_open_work(lab):
    """Promise: uncommitted work of the lab's own connection does not survive, and does not stand in the way."""
    lab.reset(to="role")
    sql(lab, "insert into customers values (4, 'Unfinished'); begin ords.create_role('license_role'); end;")
    lab.reset(to="role")
    assert lab.check("role").state is State.NOT_TRIED
    with lab.connection.cursor() as cursor:
        assert cursor.execute("select count(*) from customers").fetchone() == (3,)


def test_reset_leaves_everything_else_alone(lab):
    """Promise: what the learner has beside the case is not touched."""
    lab.reset(to="endpoint")
    sql(
        lab,
        "create table mine (id number);\n"
        "begin\n  ords.define_module('mine', '/mine/');\n  ords.create_role('my_role');\n  commit;\nend;\n/",
    )
    lab.reset(to="call")
    lab.reset(to="endpoint")
    assert "mine" in set(lab.views.modules["NAME"]) and "my_role" in set(lab.views.roles["NAME"])
    sql(
        lab,
        "select * from mine;\ndrop table mine;\n"
        "begin\n  ords.delete_module('mine');\n  ords.delete_role('my_role');\n  commit;\nend;\n/",
    )


def test_reset_rescues_a_wrong_turn(lab):
    """Promise: wrong tables, a wrong base path and another client by the case's name are no obstacle."""
    lab.reset(to="endpoint")
    sql(
        lab,
        "create table customers (x number);\n"
        "begin\n  ords.define_module('customers', '/wrong/');\n"
        "  oauth.create_client(p_name => 'license_backend_client', p_grant_type => 'client_credentials',\n"
        "    p_privilege_names => null, p_support_email => 'a@example.com');\n  commit;\nend;\n/",
    )
    lab.reset(to="client")
    assert states(lab)[:4] == ["passed", "passed", "passed", "not tried"]


def test_what_is_not_committed_is_named(lab):
    """Promise: the commonest mistake of all, a missing commit, has a sentence of its own; commit mends it."""
    lab.reset(to="role")
    sql(lab, "begin ords.create_role('license_role'); end;")
    outcome = lab.check("role")
    assert outcome.state is State.NOT_YET and "commit" in outcome.why
    sql(lab, "commit;")
    assert lab.check("role").passed


WRONG = {
    "endpoint": [
        ("ords.define_module('customers', '/customer/');", "base path"),
        ("ords.define_module('customers', '/customers/', p_status => 'NOT_PUBLISHED');", "not published"),
        ("ords.define_module('customers', '/customers/');", "no template"),
        (
            "ords.define_module('customers', '/customers/'); ords.define_template('customers', 'validation/{id}');",
            "no handler for GET",
        ),
        (
            "ords.define_module('customers', '/customers/'); ords.define_template('customers', 'validation/{id}');"
            " ords.define_handler('customers', 'validation/{id}', 'GET', ords.source_type_collection_feed,"
            " 'select 1 id from dual');",
            "a collection",
        ),
        (
            "ords.define_module('customers', '/customers/'); ords.define_template('customers', 'validation/:id');"
            " ords.define_handler('customers', 'validation/:id', 'GET', ords.source_type_collection_item,"
            " 'select 1 id from dual where :id = 0');",
            "finds no row",
        ),
        (
            "ords.define_module('customers', '/customers/'); ords.define_template('customers', 'validation/:id');"
            " ords.define_handler('customers', 'validation/:id', 'GET', ords.source_type_collection_item,"
            " 'select * from no_such_table');",
            "answers 555",
        ),
        (
            "ords.define_module('customers', '/customers/'); ords.define_template('customers', 'validation/:id');"
            " ords.define_handler('customers', 'validation/:id', 'GET', ords.source_type_collection_item,"
            " 'select 1 id, ''EXPIRED'' status from dual');",
            "not with id 1 and status VALID",
        ),
    ],
    "role": [("ords.create_role('LICENSE_ROLE');", "capitals count")],
    "privilege": [
        (
            "ords.create_role('other'); r(1) := 'other'; ords.define_privilege('license_priv', r, p, m);",
            "ask for the role",
        ),
        ("r(1) := 'license_role'; ords.define_privilege('license_priv', r, p, m);", "protects nothing"),
        (
            "r(1) := 'license_role'; p(1) := '/customers/other/*'; ords.define_privilege('license_priv', r, p, m);",
            "without a token answers 200",
        ),
    ],
    "client": [
        (
            "oauth.create_client(p_name => 'license_backend_client', p_grant_type => 'client_credentials',"
            " p_privilege_names => null, p_support_email => 'a@example.com');",
            "does not hold the role",
        ),
        (
            "oauth.create_client(p_name => 'license_backend_client', p_grant_type => 'client_credentials',"
            " p_privilege_names => null, p_support_email => 'a@example.com');"
            " oauth.grant_client_role('license_backend_client', 'license_role');",
            "secret is not kept",
        ),
        (
            "oauth.create_client(p_name => 'license_backend_client', p_grant_type => 'implicit', p_description => 'x',"
            " p_redirect_uri => 'http://localhost/', p_privilege_names => null, p_support_email => 'a@example.com');",
            "another grant type",
        ),
    ],
}


@pytest.mark.parametrize(
    ("lesson", "block", "says"), [(lesson, *case) for lesson, cases in WRONG.items() for case in cases]
)
def test_a_wrong_answer_gets_its_own_reason(lab, lesson, block, says):
    """Promise: each usual mistake has its own sentence, and a hint to ask for."""
    lab.reset(to=lesson)
    sql(lab, f"declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; begin {block} commit; end;")
    outcome = lab.check(lesson)
    assert outcome.state is State.NOT_YET and says in outcome.why, outcome
    assert f'lab.hint("{lesson}")' in repr(outcome)
    sql(
        lab,
        "begin for c in (select name from user_ords_roles where name in ('other', 'LICENSE_ROLE')) loop"
        " ords.delete_role(c.name); end loop; commit; end;",
    )


def test_kept_credentials_of_an_earlier_client_are_noticed(lab):
    """Promise: a client made again has a new id; the vault's old credentials do not pass."""
    lab.reset(to="token")
    lab.vault.keep("license_backend_client", "an-older-id", "an-older-secret")
    assert "earlier client" in lab.check("client").why


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda lab, me: lab.http.get(f"{lab.base_url}/oauth/token", auth=me), "You sent GET"),
        (
            lambda lab, me: lab.http.post(f"{lab.base_url[:-4]}pages/oauth/token", auth=me),
            "not the token endpoint of this",
        ),
        (
            lambda lab, me: lab.http.post(f"{lab.base_url}/oauth/token", data={"grant_type": "client_credentials"}),
            "Basic",
        ),
        (
            lambda lab, me: lab.http.post(
                f"{lab.base_url}/oauth/token", data={"grant_type": "client_credentials"}, auth=(me[0], "wrong")
            ),
            "the secret is not right",
        ),
        (lambda lab, me: lab.http.post(f"{lab.base_url}/oauth/token", auth=me), "grant_type=client_credentials"),
    ],
)
def test_a_wrong_token_call_gets_its_own_reason(lab, call, says):
    """Promise: the journal's last call says what to change."""
    lab.reset(to="token")
    me = lab.vault["license_backend_client"]
    call(lab, (me.client_id, me.client_secret.reveal()))
    outcome = lab.check("token")
    assert outcome.state is State.NOT_YET and says in outcome.why, outcome


@pytest.mark.parametrize(
    ("header", "says"),
    [(None, "sent no token"), ("Basic abc", "Bearer"), ("Bearer abcdefghijklmnopqrstuv", "answered 401")],
)
def test_a_wrong_call_gets_its_own_reason(lab, header, says):
    """Promise: the call's header says what to change."""
    lab.reset(to="call")
    lab.http.get(f"{lab.base_url}/customers/validation/1", headers={"Authorization": header} if header else {})
    outcome = lab.check("call")
    assert outcome.state is State.NOT_YET and says in outcome.why, outcome


def test_a_check_that_cannot_look_has_crashed(lab, monkeypatch):
    """Promise: an error on the way is an outcome, not a traceback."""
    monkeypatch.setattr(lab, "connect", lambda: (_ for _ in ()).throw(LabError("No database.", "Start it.")))
    outcome = lab.check("role")
    assert outcome.state is State.CRASHED and repr(outcome) == "role: crashed\nNo database.\nStart it."


def test_checks_leave_no_trace(lab):
    """Promise: looking changes nothing: no journal entry, no open transaction."""
    lab.reset(to="call")
    before = len(lab.journal)
    states(lab)
    assert len(lab.journal) == before
    assert lab.connection.transaction_in_progress in (False, None)


def test_an_unknown_lesson_is_explained(lab):
    """Promise: a misspelt name lists the right ones."""
    with pytest.raises(NoSuchName, match="There are: endpoint, role"):
        lab.reset(to="privileges")
    with pytest.raises(NoSuchName):
        lab.check("nothing")


def test_hint_and_solution_are_printed(lab, capsys):
    """Promise: help comes in two steps, as text that can be copied."""
    lab.hint("role")
    lab.solution("role")
    shown = capsys.readouterr().out
    assert "ords.create_role" in shown and "%%sql\nbegin\n" in shown


def test_work_of_another_session_is_respected_and_named(lab):
    """Promise: an open change elsewhere is neither waited for without end nor lost: the error says where to look."""
    lab.reset(to="role")
    with ordslab.open_lab() as other, other.connection.cursor() as cursor:
        cursor.execute("update customers set name = 'Locked' where id = 1")
        try:
            lab.reset(to="endpoint")
        except LabError as error:
            assert "Another session" in error.what
        other.connection.rollback()
    lab.reset(to="role")


def test_tables_of_others_are_spared_on_a_real_database(lab, monkeypatch):
    """Promise: on a database of one's own, a table CUSTOMERS that is not the lessons' stops the reset, unharmed."""
    import dataclasses

    lab.reset(to="endpoint")
    sql(lab, "create table customers (id number, name varchar2(10), iban varchar2(30));")
    monkeypatch.setattr(lab, "settings", dataclasses.replace(lab.settings, profile="work"))
    monkeypatch.setattr(lab, "connect", lambda connection=lab.connection: connection)
    with pytest.raises(LabError, match="not the lessons'"):
        lab.reset(to="role")
    sql(lab, "select iban from customers")
    monkeypatch.undo()
    lab.reset(to="endpoint")
