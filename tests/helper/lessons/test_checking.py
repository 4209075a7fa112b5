"""The checkpoints, in each of their states, on a sandbox."""

from __future__ import annotations

import pytest

import ordslab
from ordslab.errors import LabError, NoSuchName
from ordslab.http.journal import Exchange
from ordslab.lessons.checkpoint import State
from ordslab.lessons.registry import SERIES, find
from ordslab.lessons.reset import do
from ordslab.sql.run import run
from ordslab.sql.script import split

NAMES = [lesson.name for lesson in SERIES[1:]]
"""Without the first, which asks for a call and nothing else (see test_the_first_lesson_counts)."""
ARTICLE = NAMES[:6]
"""The steps that build on each other; what comes after them changes nothing that lasts."""
SOLVED_HERE = [name for name in NAMES if name != "your-database"]
"""On the sandbox; the last lesson is about another database (see test_your_database)."""


def sql(lab, script):
    for statement in split(script):
        run(lab.connection, statement, {}, script)


def states(lab):
    return [lab.check(name).state.value for name in NAMES]


def test_the_lessons_are_those_of_the_series():
    """Promise: the names that notebooks use."""
    assert ARTICLE == ["endpoint", "role", "privilege", "client", "token", "call"]
    beyond = ["backend", "when-it-fails", "rotate-and-revoke", "your-database"]
    part_two = ["sign-in", "stay-and-leave", "when-attacked", "issuer", "from-inside"]
    assert NAMES[6:] == beyond + part_two


def test_the_first_lesson_counts(lab):
    """Promise: lesson 0 passes when both doors have answered."""
    lab.reset(to="start-here")
    assert lab.check("start-here").state is State.NOT_TRIED
    lab.http.get(f"{lab.base_url}/anything")
    assert lab.check("start-here").passed


def test_a_hint_begins_with_what_is_missing_now(lab, capsys):
    """Promise: where only the commit is missing, the hint speaks of it, and not of the first step."""
    lab.reset(to="role")
    sql(lab, "begin ords.create_role('license_role'); end;")
    capsys.readouterr()
    lab.hint("role")
    assert "commit" in capsys.readouterr().out
    sql(lab, "commit;")
    lab.hint("role")
    assert "nothing to hint at" in capsys.readouterr().out


def test_a_new_lab_has_tried_nothing(lab):
    """Promise: at the start every checkpoint says: not tried."""
    lab.reset(to="endpoint")
    assert states(lab) == ["not tried"] * len(NAMES)


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_reset_gives_the_start_of_a_lesson(lab, number, capsys):
    """Promise: what comes before the lesson has passed, the lesson and what follows has not been tried."""
    lab.reset(to=NAMES[number])
    built = min(number, len(ARTICLE))
    assert states(lab) == ["passed"] * built + ["not tried"] * (len(NAMES) - built)
    assert capsys.readouterr().out == f"The lab is at the start of the lesson: {NAMES[number]}.\n"


@pytest.mark.parametrize("name", SOLVED_HERE)
def test_the_solution_passes(lab, name):
    """Promise: the printed solution is what passes the checkpoint, from the start of the lesson."""
    lab.reset(to=name)
    do(lab, [find(name)])
    outcome = lab.check(name)
    assert outcome.passed, outcome.why
    assert repr(outcome).startswith(f"{name}: passed\n")


def test_reset_is_idempotent_and_goes_back(lab):
    """Promise: from the end of the series to its middle, twice, gives the same state."""
    lab.reset(to="call")
    for _ in range(2):
        lab.reset(to="privilege")
        assert states(lab) == ["passed", "passed", *["not tried"] * (len(NAMES) - 2)]
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


def test_reset_takes_what_exercises_left(lab):
    """Promise: a second privilege or client that a lesson broke off with does not stand in the way of the next."""
    lab.reset(to="call")
    lab.connection.cursor().execute(
        """begin
          ords.create_role(p_role_name => 'support_role');
          ords.create_privilege(p_name => 'support_priv', p_role_name => 'support_role');
          ords_security.register_client(p_name => 'forgetful_client', p_grant_type => 'client_credentials');
          commit;
        end;"""
    )
    lab.reset(to="call")
    left = {*lab.views.roles["NAME"], *lab.views.privileges["NAME"], *lab.views.clients["NAME"]}
    assert not left & {"support_role", "support_priv", "forgetful_client"}


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


ITEM = "ords.source_type_collection_item"
MODULE = "ords.define_module('customers', '/customers/');"
TEMPLATE = f"{MODULE} ords.define_template('customers', 'validation/:id');"


def handler(query, source_type=ITEM, method="GET"):
    return f"{TEMPLATE} ords.define_handler('customers', 'validation/:id', '{method}', {source_type}, q'[{query}]');"


def register(grant_type="client_credentials", name="license_backend_client", more=""):
    return (
        f"ords_security.register_client(p_name => '{name}', p_grant_type => '{grant_type}', p_description => 'x',"
        f" p_redirect_uri => 'http://localhost/'{more});"
    )


GRANT = "ords_security.grant_client_role(p_client_name => 'license_backend_client', p_role_name => 'license_role');"
SECRET = (
    "ords_security.register_client_secret(p_name => 'license_backend_client', p_client_secret => 'a-secret-of-mine');"
)

WRONG = {
    "endpoint": [
        ("ords.define_module('client', '/customers/');", "module is called client", "slip"),
        ("ords.define_module('customers', '/customer/');", "base path", ""),
        ("ords.define_module('customers', '/page/customers/');", "base path", "behind the alias"),
        ("ords.define_module('customers', '/customers/', p_status => 'NOT_PUBLISHED');", "not published", "p_status"),
        (MODULE, "no template", "anew"),
        (
            f"{MODULE} ords.define_template('customers', 'customers/validation/:id');",
            "no template",
            "repeats the base path",
        ),
        (f"{MODULE} ords.define_template('customers', 'validation/');", "no template", "a variable id"),
        (f"{MODULE} ords.define_template('customers', 'license');", "no template", "it has others: license"),
        (TEMPLATE, "no handler for GET", "anew"),
        (handler("begin null; end;", "ords.source_type_plsql", "POST"), "no handler for GET", "p_method says POST"),
        (handler("select 1 id from dual", "ords.source_type_collection_feed"), "a collection", "p_source_type"),
        (handler("begin htp.p('hello'); end;", "ords.source_type_plsql"), "no JSON object", "source type"),
        (handler("select 1 id from dual where :id = 0"), "finds no row", ""),
        (handler("select * from no_such_table"), "answers 555", "a table that is not there"),
        (handler("select no_such_column from dual"), "answers 555", "a column that is not there"),
        (handler("select 1 id, 'EXPIRED' status from dual"), "not with id 1 and status VALID", "other names"),
    ],
    "role": [
        ("ords.create_role('LICENSE_ROLE');", "The role is called LICENSE_ROLE", "capitals count"),
        ("ords.create_role('licence_role');", "The role is called licence_role", "slip"),
    ],
    "privilege": [
        ("r(1) := 'license_role'; ords.define_privilege('licence_priv', r, p, m);", "is called licence_priv", "slip"),
        (
            "ords.create_role('other'); r(1) := 'other'; ords.define_privilege('license_priv', r, p, m);",
            "does not ask for the role",
            "another role: other",
        ),
        (
            "m(1) := 'customers'; ords.define_privilege('license_priv', r, p, m);",
            "not ask for the role",
            "stayed empty",
        ),
        ("r(1) := 'license_role'; ords.define_privilege('license_priv', r, p, m);", "protects nothing", "stayed empty"),
        (
            "r(1) := 'license_role'; p(1) := '/customers/other/*'; ords.define_privilege('license_priv', r, p, m);",
            "without a token answers 200",
            "other paths",
        ),
        (
            "r(1) := 'license_role'; p(1) := '/page/customers/*'; ords.define_privilege('license_priv', r, p, m);",
            "without a token answers 200",
            "behind the alias",
        ),
        (
            "r(1) := 'license_role'; m(1) := 'customers'; ords.define_privilege('license_priv', r, p, m);"
            " m.delete; p(1) := '/customers/validation/*'; ords.define_privilege('sharper_priv', r, p, m);",
            "guarded by the privilege sharper_priv",
            "more specific",
        ),
    ],
    "client": [
        (register(name="license_backend_klient"), "is called license_backend_klient", "slip"),
        (register("implicit"), "another grant type", "p_grant_type"),
        (register(), "does not hold the role", "grant_client_role is missing"),
        (register(more=", p_privilege_names => 'license_priv'"), "does not hold the role", "p_privilege_names alone"),
        (
            f"{register()} ords.create_role('other'); {GRANT.replace('license_role', 'other')}",
            "does not hold the role",
            "another role was granted: other",
        ),
        (f"{register()} {GRANT}", "has no secret", "p_client_secret was left out"),
        (f"{register()} {GRANT} {SECRET}", "secret is not kept", ""),
        (
            "oauth.create_client(p_name => 'license_backend_client', p_grant_type => 'client_credentials',"
            f" p_privilege_names => null, p_support_email => 'a@example.com'); {GRANT}",
            "secret is not kept",
            "",
        ),
    ],
}


@pytest.mark.parametrize(
    ("lesson", "block", "says", "likely"), [(lesson, *case) for lesson, cases in WRONG.items() for case in cases]
)
def test_a_wrong_answer_gets_its_own_reason(cleaned, lesson, block, says, likely):
    """Promise: each usual mistake has its own sentence, the likely cause, and a hint to ask for."""
    cleaned.reset(to=lesson)
    sql(cleaned, f"declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; begin {block} commit; end;")
    outcome = cleaned.check(lesson)
    assert outcome.state is State.NOT_YET and says in outcome.why and likely in outcome.likely, outcome
    assert bool(likely) <= ("\nLikely: " in repr(outcome))
    assert f'lab.hint("{lesson}")' in repr(outcome)


@pytest.mark.parametrize("lesson", ["endpoint", "role", "privilege", "client"])
def test_what_is_not_committed_is_named(lab, lesson):
    """Promise: the commonest mistake of all, a missing commit, has a sentence of its own; commit mends it."""
    lab.reset(to=lesson)
    variables = {"lab": lab}
    for cell in find(lesson).cells:
        if cell.startswith("%%sql"):
            script = cell.removeprefix("%%sql").replace("commit;", "")
            for statement in split(script):
                run(lab.connection, statement, variables, script)
    outcome = lab.check(lesson)
    assert outcome.state is State.NOT_YET and "commit" in outcome.why and "no commit" in outcome.likely
    sql(lab, "commit;")
    if lesson == "client":
        lab.vault.keep("license_backend_client", variables["client_id"], variables["client_secret"])
    assert lab.check(lesson).passed


def test_rows_that_are_not_committed_are_named(lab):
    """Promise: an endpoint without rows, because they are in the session only, says so."""
    lab.reset(to="role")
    sql(lab, "delete from licenses; commit; insert into licenses values (1, 'Atlas Desktop', date '2035-12-31');")
    assert "your session only" in lab.check("endpoint").likely
    sql(lab, "commit;")
    assert lab.check("endpoint").passed


@pytest.mark.parametrize(
    ("tamper", "says", "likely"),
    [
        (lambda pair: ("an-older-id", "an-older-secret"), "an earlier client", "new id and secret"),
        (lambda pair: (pair[0][:-2], pair[1]), "client id is not whole", "two dots"),
        (lambda pair: (pair[0], pair[1][:-2]), "secret is not whole", "two dots"),
        (lambda pair: (pair[0], "********"), "asterisks", "USER_ORDS_CLIENTS"),
    ],
)
def test_wrong_credentials_in_the_vault_are_noticed(lab, tamper, says, likely):
    """Promise: what was kept is looked at: an earlier client's, without the dots, or asterisks copied from the view."""
    lab.reset(to="token")
    known = lab.vault["license_backend_client"]
    lab.vault.keep("license_backend_client", *tamper((known.client_id, known.client_secret.reveal())))
    outcome = lab.check("client")
    assert outcome.state is State.NOT_YET and says in outcome.why and likely in outcome.likely


FORM = {"grant_type": "client_credentials"}


@pytest.mark.parametrize(
    ("call", "says", "likely"),
    [
        (lambda lab, url, me: lab.http.get(url, auth=me), "You sent GET", "lab.http.post"),
        (
            lambda lab, url, me: lab.http.post(url.replace("/page/", "/pages/"), auth=me),
            "not the token endpoint",
            "alias",
        ),
        (lambda lab, url, me: lab.http.post(url, data=FORM), "Basic", "auth=... was left out"),
        (
            lambda lab, url, me: lab.http.post(url, data=FORM | {"client_id": me[0], "client_secret": me[1]}),
            "Basic",
            "in the form",
        ),
        (lambda lab, url, me: lab.http.post(url, data=FORM, auth=(me[0], "wrong")), "secret is not right", "two dots"),
        (lambda lab, url, me: lab.http.post(url, auth=me), "grant_type=client_credentials", "data=... was left out"),
        (lambda lab, url, me: lab.http.post(url, data={"grant_type": "x"}, auth=me), "grant_type", "another value"),
        (lambda lab, url, me: lab.http.post(url, json=FORM, auth=me), "grant_type", "json=... in place"),
    ],
)
def test_a_wrong_token_call_gets_its_own_reason(lab, call, says, likely):
    """Promise: the journal's last call says what to change, and what most likely went wrong."""
    lab.reset(to="token")
    me = lab.vault["license_backend_client"]
    call(lab, f"{lab.base_url}/oauth/token", (me.client_id, me.client_secret.reveal()))
    outcome = lab.check("token")
    assert outcome.state is State.NOT_YET and says in outcome.why and likely in outcome.likely, outcome


def test_a_client_without_a_secret_is_named_by_the_token_lesson(lab):
    """Promise: where the dictionary knows why the token endpoint refuses, the check says it."""
    lab.reset(to="token")
    sql(lab, "begin ords_security.revoke_client_secret(p_name => 'license_backend_client'); commit; end;")
    me = lab.vault["license_backend_client"]
    lab.http.post(f"{lab.base_url}/oauth/token", data=FORM, auth=(me.client_id, me.client_secret.reveal()))
    assert "register_client makes none" in lab.check("token").likely


@pytest.mark.parametrize(
    ("path", "header", "says", "likely"),
    [
        ("validation/1", None, "sent no token", "left out"),
        ("validation/1", "Basic abc", "Bearer", "opens nothing else"),
        ("validation/1", "abcdefghijklmnopqrstuv", "Bearer", "word Bearer is missing"),
        ("validation/1", "Bearer abcdefghijklmnopqrstuv", "answered 401", "expired"),
        ("validation/99", "Bearer TOKEN", "answered 404", "no customer"),
        ("validations/1", "Bearer TOKEN", "/customers/validations/1", "address"),
    ],
)
def test_a_wrong_call_gets_its_own_reason(lab, path, header, says, likely):
    """Promise: the call's header and address say what to change."""
    lab.reset(to="call")
    headers = {"Authorization": header.replace("TOKEN", token_of(lab))} if header else {}
    lab.http.get(f"{lab.base_url}/customers/{path}", headers=headers)
    outcome = lab.check("call")
    assert outcome.state is State.NOT_YET and says in outcome.why and likely in outcome.likely, outcome


def token_of(lab):
    me = lab.vault["license_backend_client"]
    response = lab.http.post(f"{lab.base_url}/oauth/token", data=FORM, auth=(me.client_id, me.client_secret.reveal()))
    return response.json()["access_token"]


def test_a_call_of_a_client_without_the_role_is_explained(lab):
    """Promise: a 401 with a good token names the missing role, from the dictionary."""
    lab.reset(to="call")
    sql(lab, f"begin {GRANT.replace('grant_', 'revoke_')} commit; end;")
    lab.http.get(f"{lab.base_url}/customers/validation/1", headers={"Authorization": f"Bearer {token_of(lab)}"})
    assert "the role counts" in lab.check("call").likely


def test_a_token_for_a_public_endpoint_does_not_pass(lab):
    """Promise: 200 with a token proves nothing where strangers get it too."""
    lab.reset(to="call")
    sql(lab, "begin ords.set_module_privilege('customers', null); commit; end;")
    lab.http.get(f"{lab.base_url}/customers/validation/1", headers={"Authorization": f"Bearer {token_of(lab)}"})
    outcome = lab.check("call")
    assert outcome.state is State.NOT_YET and "public" in outcome.why and "mapped to nothing" in outcome.likely


def test_a_call_without_an_answer_is_no_pass(lab):
    """Promise: a call that broke off is named as such."""
    lab.reset(to="call")
    for path in ("oauth/token", "customers/validation/1"):
        lab.journal.clear()
        lab.journal._exchanges.append(Exchange("GET", f"/ords/page/{path}", "", "", None, ""))
        outcome = lab.check("token" if "token" in path else "call")
        assert outcome.state is State.NOT_YET and "no answer" in outcome.why


BROKEN = "begin ords.publish_module('customers', 'NOT_PUBLISHED'); commit; end;"


@pytest.mark.parametrize(
    ("call", "script", "says", "likely"),
    [
        ((None, ""), "", "gave no answer", "it has ended"),
        ((401, "Bearer ********"), "", "You sent a token to the backend", "ORDS's, not the backend's"),
        ((404, ""), "", "answered 404", "no customer of that number"),
        ((502, ""), "", "answered 502", "an id or a secret that ORDS does not accept"),
        ((502, ""), BROKEN, "answered 502", "not published"),
        ((200, ""), "begin ords.delete_privilege('license_priv'); commit; end;", "not the only way in", "public"),
    ],
)
def test_a_backend_that_does_not_work_gets_its_own_reason(lab, call, script, says, likely):
    """Promise: what the backend answered, and why ORDS refused it. `call`: status and Authorization header."""
    lab.reset(to="backend")
    if script:
        sql(lab, script)
    lab.journal._exchanges.append(Exchange("GET", "/license/1", call[1], "", call[0], ""))
    outcome = lab.check("backend")
    assert outcome.state is State.NOT_YET and says in outcome.why
    assert likely in outcome.likely


@pytest.mark.parametrize(
    ("script", "says", "likely"),
    [
        (BROKEN, "would get 404", "not published"),
        ("begin ords.delete_privilege('license_priv'); commit; end;", "no longer asks for a token", "public"),
        ("select 1 from dual", "prove it with a call that gets 200", "not sent yet"),
    ],
)
def test_what_is_still_broken_is_named(lab, script, says, likely):
    """Promise: after a failure the check says which link is still missing, or that the proof is."""
    lab.reset(to="when-it-fails")
    lab.http.get(f"{lab.base_url}/customers/validation/1", headers={"Authorization": "Bearer tampered"})
    sql(lab, script)
    outcome = lab.check("when-it-fails")
    assert outcome.state is State.NOT_YET and says in outcome.why
    assert likely in outcome.likely


ROTATED = (
    "declare s varchar2(99); begin s := ords_security.rotate_client_secret('license_backend_client'{}); commit; end;"
)
REVOKED = "begin ords_security.revoke_client_secret('license_backend_client'); commit; end;"


@pytest.mark.parametrize(
    ("scripts", "says", "likely"),
    [
        ([ROTATED.format("")], "the old secret still works", "revoke_client_secret is missing"),
        ([ROTATED.format(", true")], "not the one that ORDS accepts", "not kept"),
        ([ROTATED.format(""), REVOKED, REVOKED], "has no secret any more", "all were revoked"),
    ],
)
def test_a_rotation_that_stopped_half_way_is_named(lab, scripts, says, likely):
    """Promise: which of the four steps is missing."""
    lab.reset(to="rotate-and-revoke")
    for script in scripts:
        sql(lab, script)
    outcome = lab.check("rotate-and-revoke")
    if "no secret" in says:
        lab.http.post(f"{lab.base_url}/oauth/token", data={"grant_type": "client_credentials"}, auth=("x", "y"))
        outcome = lab.check("rotate-and-revoke")
    assert outcome.state is State.NOT_YET and says in outcome.why
    assert likely in outcome.likely


def refuse(*_, **__):
    raise LabError("No database.", "Start it.")


@pytest.mark.parametrize("lesson", NAMES)
def test_a_check_that_cannot_look_has_crashed(lab, monkeypatch, lesson):
    """Promise: an error on the way is an outcome, not a traceback; every lesson has this state too."""
    lab.reset(to=lesson)
    url = f"{lab.base_url}/{'oauth/token' if lesson == 'token' else 'customers/validation/1'}"
    lab.http.post(url, auth=("x", "y")) if lesson == "token" else lab.http.get(
        url, headers={"Authorization": "Bearer x"}
    )
    lab.journal._exchanges.append(Exchange("GET", "/license/1", "", "", 502, ""))
    if lesson == "your-database":
        monkeypatch.setattr(type(lab.settings), "is_sandbox", False)
    monkeypatch.setattr("ordslab.chain.reading.read_with", refuse)
    outcome = lab.check(lesson)
    assert outcome.state is State.CRASHED and repr(outcome) == f"{lesson}: crashed\nNo database.\nStart it."


def test_a_fault_of_the_check_itself_is_an_outcome_too(lab, monkeypatch):
    """Promise: not even a mistake of ours gives a traceback."""
    monkeypatch.setattr("ordslab.chain.reading.read_with", lambda _: 1 // 0)
    outcome = lab.check("role")
    assert outcome.state is State.CRASHED and "The check itself failed: ZeroDivisionError" in outcome.why


def test_checks_leave_no_trace(lab):
    """Promise: looking changes nothing: no journal entry, no open transaction."""
    lab.reset(to="call")
    before = len(lab.journal)
    states(lab)
    assert len(lab.journal) == before
    assert lab.connection.transaction_in_progress in (False, None)


def test_an_unknown_lesson_is_explained(lab):
    """Promise: a misspelt name lists the right ones."""
    with pytest.raises(NoSuchName, match="There are: start-here, endpoint, role"):
        lab.reset(to="privileges")
    with pytest.raises(NoSuchName):
        lab.check("nothing")


@pytest.mark.parametrize("lesson", NAMES)
def test_hints_come_one_by_one(lab, lesson, capsys):
    """Promise: each call gives the next hint, the last one points to the solution, a new kernel starts anew."""
    hints = find(lesson).hints
    assert len(hints) >= 3
    lab.reset(to="endpoint")
    capsys.readouterr()
    for _ in range(len(hints) + 2):
        lab.hint(lesson)
    said = capsys.readouterr().out.splitlines()
    missing, shown = said[::2], said[1::2]
    assert set(missing) == {lab.check(lesson).why}, "first what is missing now, in one line"
    assert shown[: len(hints)] == [f"Hint {n + 1} of {len(hints)}: {hint}" for n, hint in enumerate(hints)]
    assert shown[len(hints)] == shown[-1] and f'lab.solve("{lesson}")' in shown[-1]
    with ordslab.open_lab() as other:
        other.hint(lesson)
    assert capsys.readouterr().out.splitlines()[1].startswith("Hint 1 of ")


def test_the_solution_is_printed(lab, capsys):
    """Promise: the solution is text that can be copied."""
    lab.solution("role")
    shown = capsys.readouterr().out
    assert "ords.create_role" in shown and "%%sql\nbegin\n" in shown


@pytest.mark.parametrize("lesson", SOLVED_HERE)
def test_solve_does_it_from_anywhere(lab, lesson):
    """Promise: from a half-done case, with open work, solve passes the lesson and what it builds on."""
    lab.reset(to="endpoint")
    sql(lab, "create table customers (x number); begin ords.define_module('customers', '/wrong/'); end;")
    assert lab.solve(lesson).passed
    before = [name for name in NAMES[: NAMES.index(lesson)] if find(name).leaves_something]
    assert all(lab.check(name).passed for name in before)


def test_solve_leaves_alone_what_is_done(lab):
    """Promise: what the learner did by hand is not done again: later lessons keep their work."""
    lab.reset(to="token")
    known = lab.vault["license_backend_client"]
    assert lab.solve("role").passed
    assert lab.vault["license_backend_client"] == known


def test_progress_follows(lab):
    """Promise: checks, hints and solutions are noted in the home, without code and secrets."""
    lab.progress().path.unlink(missing_ok=True)
    lab.reset(to="endpoint")
    lab.check("endpoint")
    lab.hint("role")
    lab.solve("role")
    shown = repr(lab.progress()).splitlines()
    assert shown[0].startswith(f"1 of {len(SERIES)} lessons passed")
    assert shown[3].split("passed")[1].strip().endswith("2 checks, 1 hint, done by lab.solve")
    kept = lab.progress().path.read_text()
    assert "begin" not in kept and "Bearer" not in kept


def test_work_of_another_session_is_respected_and_named(lab, monkeypatch):
    """Promise: an open change elsewhere is neither waited for without end nor lost: the error names the notebook."""
    lab.reset(to="role")
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/me/ordslab-lessons/03-privilege.ipynb")
    with ordslab.open_lab() as other, other.connection.cursor() as cursor:
        cursor.execute("update customers set name = 'Locked' where id = 1")
        with pytest.raises(LabError, match=r"Another session.*03-privilege"):
            lab.reset(to="endpoint")
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
