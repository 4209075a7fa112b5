"""The authorization code flow: a client asks, a person signs in and approves, the code is exchanged for tokens."""

import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from ordslab.errors import LabError
from ordslab.http.listener import Listener, Question
from ordslab.http.session import LabSession
from ordslab.people.browser import Browser
from ordslab.people.person import Person
from ordslab.secrets.secret import Secret
from ordslab.sql.run import rows
from ordslab.workbench import Workbench

_MOST_PAGES = 4


@dataclass(frozen=True)
class SignedIn:
    """A client acts for a person. `person`: their name, "" where a browser of their own did it.

    `access` goes with each call; `refresh` gets the next two.
    """

    client: str
    person: str
    access: Secret
    refresh: Secret
    seconds: float

    def __repr__(self) -> str:
        return f"{self.client} acts for {self.person or 'who signed in'}: access {self.access}, refresh {self.refresh}"


class Visit:
    """One question of a client to a person, and what came of it. `signed_in` is None until then."""

    def __init__(self, bench: Workbench, client: str, listener: Listener) -> None:
        self._bench, self.client, self._listener = bench, client, listener
        self._key = _key(bench, client)
        _look_at_address(bench, client, listener)
        self.signed_in: SignedIn | None = None
        self.trouble = ""
        self.state = secrets.token_urlsafe(16)
        bench.known.learn_from_elsewhere([self.state])

    @property
    def address(self) -> str:
        """Where the person's browser goes first."""
        asked = {"response_type": "code", "client_id": self._key[0], "state": self.state}
        return f"{self._bench.base_url}/oauth/auth?{urlencode(asked | {'redirect_uri': self._listener.address})}"

    def by(self, person: Person) -> SignedIn:
        """Let this person sign in and approve, in a browser that the lab plays. Raises `LabError`."""
        answer = _played(self._bench, person, self.address)
        if "Location" not in answer.headers:
            raise LabError(
                "ORDS does not know this client, or its redirect address is another one.",
                "Commit what registers it; ORDS sees nothing before.",
            )
        given = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
        signed_in = self.take(given, person.name)
        self._bench.tokens_seen.belongs_to(signed_in.access, person.name, person.roles)
        return signed_in

    def in_a_browser(self, tell: object = None) -> None:
        """Wait for a real browser at the listener; `tell` is called when the answer is there."""

        def answered(given: dict[str, str]) -> None:
            try:
                self.take(given)
            except LabError as error:
                self.trouble = str(error)
            if callable(tell):
                tell()

        self._listener.ask(Question(self.address, self.state, answered))

    def take(self, given: dict[str, str], person: str = "") -> SignedIn:
        """What a browser brought back: compare `state`, exchange the code. Raises `LabError`."""
        if not secrets.compare_digest(given.get("state", ""), self.state):
            raise LabError("The answer's state is not the one that was sent.", "Throw it away, and sign in again.")
        if "code" not in given:
            error = given.get("error", "nothing")
            raise LabError(f"{self.client} was told: {error}.", "Sign in again, and approve.")
        form = {"grant_type": "authorization_code", "code": given["code"], "redirect_uri": self._listener.address}
        bench = self._bench
        with LabSession(bench.settings, bench.journal, wait=bench.commit_wait) as program:
            program.hooks["response"].append(bench.tokens_seen.note)
            answer = program.post(f"{bench.base_url}/oauth/token", data=form, auth=self._key)
        if answer.status_code != 200:
            raise LabError(f"The token endpoint answered {answer.status_code} to the code.", "Sign in again.")
        content = answer.json()
        access, refresh = Secret(content["access_token"]), Secret(content.get("refresh_token", ""))
        self.signed_in = SignedIn(self.client, person, access, refresh, content["expires_in"])
        return self.signed_in


def approve(bench: Workbench, client: str, person: Person, changes: dict[str, str]) -> requests.Response:
    """Let a person sign in and approve: the answer that leads back to the client, or the page that says why not.

    `changes`: to the request's parameters. Raises `LabError` where the person is not let in.
    """
    asked = {"response_type": "code", "state": secrets.token_urlsafe(16)} | changes
    asked |= {} if "client_id" in changes else {"client_id": _key(bench, client)[0]}
    return _played(bench, person, f"{bench.base_url}/oauth/auth?{urlencode(asked)}")


def _key(bench: Workbench, client: str) -> tuple[str, str]:
    kept = bench.vault[client]
    return kept.client_id, kept.client_secret.reveal()


def _look_at_address(bench: Workbench, client: str, listener: Listener) -> None:
    """Raise `LabError` where the client is not registered with the listener's address."""
    found = dict(rows(bench.connection, "select name, redirect_uri from user_ords_clients"))
    name = bench.names.in_database(client)
    if name not in found:
        raise LabError(f"There is no client {client}.", "Run the cell that registers it.")
    if found[name] != listener.address:
        raise LabError(
            f"{client} is registered with another redirect address than the listener has now.",
            "Register it again: run the lesson's cells from the first on.",
        )


def _played(bench: Workbench, person: Person, address: str) -> requests.Response:
    """Sign in and approve: the answer that leads back to the client, or a page that refuses it. Raises `LabError`."""
    with Browser(bench.settings, bench.journal, wait=bench.commit_wait) as browser:
        page = browser.get(address)
        for _ in range(_MOST_PAGES):
            if "Location" in page.headers or page.status_code == 400:
                return page
            page = _one_page(browser, page, person)
    raise LabError("The pages to sign in lead round in a circle.", "Sign in with a browser of your own.")


def _one_page(browser: Browser, page: requests.Response, person: Person) -> requests.Response:
    """Do what a page asks a person to do."""
    if "Approve" in page.text and page.status_code == 200:
        return browser.press("Approve")
    if "j_password" in page.text and page.status_code == 200:
        return browser.press("Sign in", j_username=person.name, j_password=person.password.reveal())
    if page.status_code == 401 and "/sign-in/check" not in page.url:
        return browser.follow("sign in")
    raise LabError(
        f"ORDS does not let {person.name} sign in (it answered {page.status_code}).",
        "A self-managed ORDS knows users of its own file; database users only where jdbc.auth.enabled is on.",
    )
