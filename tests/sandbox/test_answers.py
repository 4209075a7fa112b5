"""A sandbox that answers as another installation does where ORDS's answers differ, or nobody knows them."""

from __future__ import annotations

import re

import oracledb
import pytest
import requests

import ordslab.sandbox
from ordslab.sandbox import SandboxError
from ordslab.sandbox.answers import QUESTIONS, Answers
from ordslab.sandbox.guise import Guise

GUARDED = """
declare
  l_client ords_types.t_client_credentials;
begin
  ords.define_service('x', '/x/', 'y', p_source => 'select 1 one from dual');
  ords.create_role('needed');
  ords.create_privilege('guards', 'needed');
  ords.create_privilege_mapping('guards', '/x/*');
  ords.define_service('z', '/z/', 'y', p_source => 'select :current_user who from dual');
  ords.create_privilege('signed_in', 'SQL Developer');
  ords.create_privilege_mapping('signed_in', '/z/*');
  l_client := ords_security.register_client(
    p_name => 'c', p_grant_type => 'client_credentials', p_client_secret => ords_types.oauth_client_secret());
  ordslab_sandbox.create_user('nora', 'a-Password-1', 'SQL Developer');
  commit;
  :1 := l_client.client_key.client_id;
  :2 := l_client.client_secret.secret;
end;"""
JSON = {"Accept": "application/json"}
FORM = {"grant_type": "client_credentials"}


class Ords:
    """A sandbox with those answers, and a client that lacks the role of /x/y."""

    def __init__(self, home, answers):
        self.home, self.answers = home, answers
        status = ordslab.sandbox.start(home, 0, 0, answers=answers)
        self.url, self.told = status["ords_url"] + "/page", status.get("answers", {})
        self.account = ("PAGE", ordslab.sandbox.password(home))
        with oracledb.connect(user="PAGE", password=self.account[1], dsn=status["dsn"]) as work:
            cursor = work.cursor()
            key = cursor.var(str), cursor.var(str)
            cursor.execute(GUARDED, key)
        self.client = tuple(each.getvalue() for each in key)

    def get(self, path, **options):
        return requests.get(self.url + path, timeout=10, **{"headers": JSON} | options)

    def ask(self, auth=None, **form):
        return requests.post(self.url + "/oauth/token", data=FORM | form, auth=auth, timeout=10)

    def bearer(self, text):
        return JSON | {"Authorization": f"Bearer {text}"}


@pytest.fixture(scope="module", params=[0, 1], ids=["usual", "other"])
def ords(tmp_path_factory, request):
    """With all of the usual answers, then with all of the others."""
    home = tmp_path_factory.mktemp("answers") / "home"
    answers = {name: question.values[request.param] for name, question in QUESTIONS.items()}
    try:
        yield Ords(home, answers)
    finally:
        ordslab.sandbox.stop(home)


def test_a_missing_role(ords):
    """Promise: 401 with a challenge, or 403 without; a token that does not hold stays 401."""
    token = ords.ask(ords.client).json()["access_token"]
    answer = ords.get("/x/y", headers=ords.bearer(token))
    assert str(answer.status_code) == ords.answers["missing-role"]
    assert ("WWW-Authenticate" in answer.headers) is (answer.status_code == 401)
    assert ords.get("/x/y", headers=ords.bearer("unknown")).status_code == 401


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_the_wrong_method_at_the_token_address(ords, method):
    """Promise: 405 with Allow, or 404 as for no address at all; another method than GET stays 405."""
    answer = requests.request(method, ords.url + "/oauth/token", headers=JSON, timeout=10)
    expected = "405" if method == "PUT" else ords.answers["wrong-method"]
    assert str(answer.status_code) == expected
    assert ("Allow" in answer.headers) is (answer.status_code == 405)


def test_credentials_in_the_form(ords):
    """Promise: taken or refused; wrong, twice or half they are refused in any case; Basic counts where it is there."""
    name, secret = ords.client
    taken = ords.answers["body-credentials"] == "taken"
    assert ords.ask(client_id=name, client_secret=secret).status_code == (200 if taken else 401)
    for wrong in ({"client_id": name}, {"client_id": name, "client_secret": "x"}, {"client_secret": [secret] * 2}):
        assert ords.ask(**wrong).status_code == 401
    assert ords.ask(("x", "y"), client_id=name, client_secret=secret).status_code == 401
    assert ords.ask(ords.client, client_id="x", client_secret="y").status_code == 200


def test_users_of_the_database_and_of_the_file(ords):
    """Promise: the schema's user signs in or not, by Basic and on the page; a user of ORDS's own file does."""
    taken = ords.answers["database-users"] == "taken"
    assert ords.get("/z/y", auth=ords.account).status_code == (200 if taken else 401)
    assert ords.get("/z/y", auth=("nora", "a-Password-1")).json()["items"] == [{"who": "nora"}]
    with requests.Session() as browser:
        token = browser.get(ords.url + "/sign-in/", timeout=10).headers["CSRF-Token"]
        form = {"j_username": "PAGE", "j_password": ords.account[1], "csrf_token": token}
        answer = browser.post(ords.url + "/sign-in/check", data=form, allow_redirects=False, timeout=10)
        assert answer.status_code == (302 if taken else 401)


def test_the_format_of_errors_and_their_ids(ords):
    """Promise: as the request asks for, with an id of 22 characters; or HTML whatever it asks for. The token endpoint's
    own errors stay JSON (inferred: RFC 6749 asks for it)."""
    answer = ords.get("/x/y", headers=JSON | {"X-Requested-With": "XMLHttpRequest"})
    is_html = ords.answers["errors"] == "html"
    assert answer.headers["Content-Type"].startswith("text/html" if is_html else "application/problem+json")
    assert is_html or re.search(r"ecid/[\w-]{22}$", answer.json()["instance"])
    assert ords.ask(("x", "y")).json() == {"error": "invalid_client"}


def test_status_tells_what_is_unusual_and_a_restart_keeps_it(ords):
    """Promise: nothing is said of the usual ones; a stop and a start later it is the same ORDS."""
    usual = all(answer == QUESTIONS[name].values[0] for name, answer in ords.answers.items())
    assert ords.told == ({} if usual else ords.answers)
    ordslab.sandbox.stop(ords.home)
    assert ordslab.sandbox.start(ords.home).get("answers", {}) == ords.told


def test_error_ids_have_32_digits_where_asked_for(tmp_path):
    """Promise: as an Autonomous Database writes them (observed), by the option or with all that is strict."""
    for guise in (Guise(answers={"error-ids": "hex"}), Guise(strict=True)):
        assert re.fullmatch(r"[0-9a-f]{32}", guise.entropy(7, 0).token("ecid"))
    assert Guise(strict=True, answers={"error-ids": "base64"}).chosen.error_ids == "base64"


def test_a_running_sandbox_does_not_change_its_answers(tmp_path):
    """Promise: asking for what it answers is no error, for something else it is; --missing-role is one of them."""
    home = tmp_path / "home"
    try:
        first = ordslab.sandbox.start(home, 0, 0, missing_role=403, answers={"wrong-method": "404"})
        assert first["answers"] == {"missing-role": "403", "wrong-method": "404"}
        for same in ({"missing_role": 403}, {"answers": {"errors": "auto"}}, {"answers": {"wrong-method": "404"}}):
            assert ordslab.sandbox.start(home, **same)["pid"] == first["pid"]
        with pytest.raises(SandboxError, match="another answers"):
            ordslab.sandbox.start(home, answers={"wrong-method": "405"})
        ordslab.sandbox.stop(home)
        assert ordslab.sandbox.start(home, answers={"wrong-method": "405"})["answers"] == {"missing-role": "403"}
    finally:
        ordslab.sandbox.stop(home)


@pytest.mark.parametrize(
    ("chosen", "says"), [({"missing-roles": "403"}, "There are: missing-role, "), ({"errors": "xml"}, "auto, html")]
)
def test_what_is_no_answer_is_refused(tmp_path, chosen, says):
    """Promise: two lines that name what there is, and no sandbox."""
    with pytest.raises(SandboxError, match=says):
        ordslab.sandbox.start(tmp_path / "home", 0, 0, answers=chosen)
    assert not ordslab.sandbox.status(tmp_path / "home")["running"]


def test_every_question_has_its_answer():
    """Promise: the table and what is read of it are the same, each with a usual answer and another one."""
    assert {name.replace("-", "_"): question.values[0] for name, question in QUESTIONS.items()} == vars(Answers())
    assert all(len(question.values) > 1 for question in QUESTIONS.values())
