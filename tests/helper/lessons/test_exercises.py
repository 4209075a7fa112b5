"""The exercises in each of their states, and their solutions from both places where a learner may be."""

from __future__ import annotations

from contextlib import suppress

import pytest

from ordslab.errors import LabError
from ordslab.lessons.checkpoint import State
from ordslab.lessons.registry import SERIES, find, lesson_of
from ordslab.lessons.reset import do
from ordslab.names import MADE
from ordslab.sql.run import run
from ordslab.sql.script import split

FOR_PEOPLE = (
    "'authorization_code', p_description => 'x', p_support_email => 'a@example.com', "
    "p_redirect_uri => 'http://localhost/', p_privilege_names => 'license_priv'"
)
EXERCISES = [each.name for lesson in SERIES for each in lesson.exercises if not each.elsewhere]
"""Those of the sandbox; what is elsewhere is in test_your_database.py."""


def attempt(lab, exercise, *slips):
    """What the solution does, with slips of the pen: (what it says, what the learner wrote)."""
    variables = {"lab": lab}
    for cell in find(exercise).cells:
        text = cell
        for said, written in slips:
            text = text.replace(said, written)
        if not text.startswith("%%sql"):
            with suppress(KeyError, NameError, LabError):  # an answer that is not the one hoped for
                exec(text, variables)
            continue
        script = text.removeprefix("%%sql")
        for statement in split(script):
            run(lab.connection, statement, variables, script)


def test_each_lesson_has_an_exercise():
    """Promise: each lesson but 0 asks the learner for something that counts, named by the lesson's number."""
    for lesson in SERIES[1:]:
        assert [each.name for each in lesson.exercises][:1] == [f"exercise-{lesson.number}"]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_at_the_lessons_start_it_was_not_tried(lab, exercise):
    """Promise: what the first cell brings passes no exercise."""
    lab.reset(to=lesson_of(exercise).name)
    assert lab.check(exercise).state is State.NOT_TRIED


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_lessons_own_cells_do_not_pass_it(lab, exercise):
    """Promise: it looks at what the learner made, not at what our cells made."""
    lab.reset(to=lesson_of(exercise).name)
    do(lab, [lesson_of(exercise).checkpoint])
    assert lab.check(exercise).state is State.NOT_TRIED


@pytest.mark.parametrize("after", ["the first cell alone", "the lesson"])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_printed_solution_passes(lab, exercise, after, capsys):
    """Promise: the solution as it is printed solves the exercise, from the lesson's end and from its first cell."""
    lesson = lesson_of(exercise)
    lab.reset(to=lesson.name)
    if after == "the lesson":
        do(lab, [lesson.checkpoint])
    lab.solution(exercise)
    shown = capsys.readouterr().out
    assert all(cell in shown for cell in find(exercise).cells)
    attempt(lab, exercise)
    outcome = lab.check(exercise)
    assert outcome.passed, outcome


@pytest.mark.parametrize("exercise", EXERCISES)
def test_solve_does_it(lab, exercise):
    """Promise: lab.solve works for an exercise as it does for a lesson, and takes no lesson's work away."""
    lesson = lesson_of(exercise)
    lab.reset(to=lesson.name)
    do(lab, [lesson.checkpoint])
    assert lab.solve(exercise).passed
    assert lab.check(lesson.name).passed


@pytest.mark.parametrize("exercise", [each for each in EXERCISES if find(each).look_into_dictionary])
def test_a_missing_commit_is_named(lab, exercise):
    """Promise: the commonest mistake has its own sentence, and the hint is the one about the commit."""
    lab.reset(to=lesson_of(exercise).name)
    attempt(lab, exercise, ("commit;", "null;"))
    outcome = lab.check(exercise)
    assert outcome.state is State.NOT_YET and "commit" in outcome.why, outcome
    lab.connection.rollback()


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_check_that_fails_itself_is_no_verdict(lab, exercise, monkeypatch):
    """Promise: when the database is out of reach, the check says so, and nothing about the learner."""

    def out_of_reach(*_):
        raise LabError("The database does not answer.", "Try again.")

    monkeypatch.setattr(type(lab), "connection", property(out_of_reach))
    monkeypatch.setattr(lab, "stranger", out_of_reach)
    monkeypatch.setattr(type(lab), "vault", property(out_of_reach))
    monkeypatch.setattr(type(lab), "journal", property(out_of_reach))
    assert lab.check(exercise).state is State.CRASHED


@pytest.mark.parametrize(
    ("exercise", "slip", "says"),
    [
        ("exercise-1", ("'/reports/'", "'/ords/page/reports/'"), ("base path /ords/page/reports/", "address")),
        ("exercise-1", ("'expired'", "'reports/expired'"), ("no template expired", "address")),
        ("exercise-1", ("feed", "item"), ("no list with names", "collection_feed")),
        ("exercise-1", ("where l.valid_until < trunc(sysdate)", ""), ("Aurora Books", "run out")),
        ("exercise-1", ("l.valid_until < ", "l.valid_until >= "), ("the valid licenses", "run out")),
        ("exercise-1", ("l.valid_until < ", "l.valid_until is null and sysdate < "), ("an empty list", "run out")),
        ("exercise-1", ("l.valid_until < ", "l.valid_til < "), ("answers 555", "run out")),
        ("exercise-2", ("'support_role'", "'Support_Role'"), ("called Support_Role", "lower case")),
        ("exercise-2", ("'support_role'", "'suport_role'"), ("called suport_role", "lower case")),
        ("exercise-3", ("'support_priv'", "'suport_priv'"), ("called suport_priv", "badge")),
        ("exercise-3", (":= 'support_role'", ":= 'SQL Developer'"), ("does not ask for the role", "badge")),
        ("exercise-3", ("'/support/*'", "'/ords/page/support/*'"), ("not protected", "behind the alias")),
        ("exercise-3", ("'/support/*'", "'/support'"), ("not protected", "behind the alias")),
        ("exercise-3", ("'/support/*'", "'/tickets/*'"), ("not protected", "behind the alias")),
        ("exercise-3", ("    p_patterns       => l_patterns,\n", ""), ("protects nothing", "Pass both")),
        ("exercise-4", ("'night_job'", "'nightjob'"), ("called nightjob", "grant type")),
        ("exercise-4", ("'client_credentials'", FOR_PEOPLE), ("another grant type", "grant type")),
        ("exercise-4", ("'license_role'", "'SQL Developer'"), ("does not hold the role", "badge")),
        (
            "exercise-4",
            (":= ords_security.rotate_client_secret(p_name => 'night_job')", ":= 'x'"),
            ("no secret", "rotate"),
        ),
        (
            "exercise-4",
            ('lab.vault.keep("night_job", night_id, night_secret)', "pass"),
            ("not in the vault", "vault.keep"),
        ),
        ("exercise-4", ("night_id, night_secret", "night_secret.reveal(), night_id"), ("buys no token", "vault.keep")),
        ("exercise-5", ("=> 600", "=> 10"), ("10 seconds", "600")),
        (
            "exercise-5",
            ("lab.show(answer)", "lab.journal.clear(); lab.tokens_seen._issued.clear()"),
            ("no POST yet", "/oauth/token"),
        ),
        ("exercise-5", ("/oauth/token", "/oauth/tokens"), ("did not go to the token endpoint", "/oauth/token")),
        ("exercise-5", ('"client_credentials"}', '"please"}'), ("answered 400", "grant_type")),
        ("exercise-5", ("patrol.client_secret.reveal())", '"wrong")'), ("answered 401", "auth takes")),
        (
            "exercise-5",
            ('lab.vault["patrol"]', 'lab.vault["license_backend_client"]'),
            ("another client", "auth takes"),
        ),
        ("exercise-6", ("'license_role'", "'SQL Developer'"), ("does not hold the role", "Ask the lab")),
        ("exercise-6", ("validation/2", "validation/1"), ("no call of", "header")),
        ("exercise-6", ('f"Bearer {pass_of_courier}"}', '"Bearer x"}'), ("got 401", "header")),
        ("exercise-7", ('"not-the-secret"', "key.client_secret.reveal()"), ("its key is right", "CLIENT_SECRET")),
        (
            "exercise-7",
            ("readline().strip()", "readline().strip(); second.kill(); second.wait()"),
            ("got no answer", "started"),
        ),
        ("exercise-8", ("'/support/*'", "'/supports/*'"), ("still open", "star")),
        ("exercise-8", ("'/support/*'", "'/tickets'"), ("still open", "star")),
        (
            "exercise-9",
            ("revoke_client_secret(p_name => 'night_job')", "rename_client('night_job', 'night_job')"),
            ("Both slots", "old one goes"),
        ),
        (
            "exercise-9",
            ('lab.vault["night_job"].client_id, night_secret', '"x", "not-the-key"'),
            ("buys no pass", "hand it over"),
        ),
        ("exercise-14", ("'/realm_access/roles'", "'/realm_access.roles'"), ("at /realm_access.roles", "slash before")),
        ("exercise-14", ('token_of("alice"), 2', 'token_of("alice"), 1'), ("no call of customer 2", "customer 2")),
        ("exercise-14", ('token_of("alice"), 2', 'token_of("bob"), 2'), ("got 401", "customer 2")),
        ("exercise-15", ("'license_role'", "'SQL Developer'"), ("does not hold the role", "badge")),
        ("exercise-15", ("'RENEWAL_DESK'", "'renewal_desk'"), ("no credential RENEWAL_DESK", "set_persistent")),
        ("exercise-15", ("=> :key_secret", "=> 'not-the-key'"), ("gives nothing", "set_persistent")),
        ("exercise-11", ("'customer_app'", "'customers_app'"), ("called customers_app", "Three gaps")),
        (
            "exercise-11",
            (
                "'authorization_code',\n    p_description     => 'Shows one license',\n    p_redirect_uri    => "
                ":redirect_uri,",
                "'client_credentials',",
            ),
            ("another grant type", "Three gaps"),
        ),
        ("exercise-11", ("_names => 'license_priv'", "_names => ''"), ("does not ask for the privilege", "Delete it")),
        ("exercise-11", ("'SQL Developer'", "'license_role'"), ("lets nobody in", "second role")),
        (
            "exercise-11",
            ("l_roles(1)   := 'license_role'", "l_roles(1) := 'SQL Developer'"),
            ("shut out", "second role"),
        ),
        ("exercise-11", ('lab.vault.keep("customer_app", app_id, app_secret)', "pass"), ("not in the vault", "Keep")),
        (
            "exercise-11",
            ('app = lab.sign_in("customer_app", lab.person())', "raise KeyError"),
            ("has approved", "Keep"),
        ),
        ("exercise-12", ("=> 900", "=> 60"), ("lives 60 seconds", "15 * 60")),
        ("exercise-12", ("=> 28800", "=> null"), ("as long as ever", "how long somebody may stay")),
        ("exercise-12", ("=> 60\n", "=> 1\n"), ("a code 1", "the voucher")),
        (
            "exercise-12",
            ('lab.sign_in("license_portal", lab.person()).seconds', "pass"),
            ("No pass was bought", "sign_in"),
        ),
        (
            "exercise-13",
            ("delete_client(p_name => 'prize_app')", "delete_client(p_name => 'license_portal')"),
            ("portal is gone", "not yours"),
        ),
        ("exercise-13", ("'prize_app');\n  commit;", "'prize_app');"), ("in your session only", "commit")),
        ("exercise-11", ('f"Bearer {app.access.reveal()}"', '"Bearer x"'), ("got 401", "Keep")),
    ],
)
def test_likely_mistakes_are_told_apart(cleaned, exercise, slip, says, capsys):
    """Promise: each has its own sentence, and the first hint is the one that helps from there."""
    lab, (why, hint) = cleaned, says
    lab.reset(to=lesson_of(exercise).name)
    attempt(lab, exercise, slip)
    outcome = lab.check(exercise)
    assert outcome.state is State.NOT_YET and why in outcome.why, outcome
    capsys.readouterr()
    lab.hint(exercise)
    assert hint in capsys.readouterr().out


def test_what_an_exercise_makes_is_known(lab):
    """Promise: a reset takes the exercises' things away with the lessons'."""
    for exercise in EXERCISES:
        lab.reset(to=lesson_of(exercise).name)
        lab.solve(exercise)
    lab.reset(to="endpoint")
    for kind, view in (("module", "modules"), ("role", "roles"), ("privilege", "privileges"), ("client", "clients")):
        left = set(lab.query(f"select name from user_ords_{view}")["NAME"])
        assert not left & set(MADE[kind])
