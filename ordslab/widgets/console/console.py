"""The request console: a small Postman in the notebook, with the lab's vault and journal."""

import difflib
from collections.abc import Mapping
from typing import Any

from ordslab.errors import LabError
from ordslab.http.journal import Exchange
from ordslab.http.tokens_seen import TOKEN_PATH, access_token
from ordslab.markup import Html, button, join, tag
from ordslab.secrets import masking
from ordslab.secrets.secret import MASK, Secret
from ordslab.widgets import snippets
from ordslab.widgets.console import form as console_form
from ordslab.widgets.console.answer import answer
from ordslab.widgets.console.sending import FORM, Authorization, Draft, Sender, SentCall, find
from ordslab.widgets.panel import Panel, action, heading, mark, said, wide
from ordslab.widgets.snippets import BASIC, BEARER, CLIENT_CREDENTIALS, NONE
from ordslab.workbench import Workbench

HEADER, BODY = "Send as Basic Auth header", "Send client credentials in body"
"""The two values of Postman's *Client Authentication*."""
_LAST = 20


class RequestConsole(Panel):
    """A panel to write calls, send them and look at what went over the wire."""

    def __init__(self, bench: Workbench, method: str = "GET", path: str = "") -> None:
        super().__init__(bench, "Request console")
        self._form = Draft(method.upper(), path)  # as the page shows it; what is typed there stays there
        self._sender = Sender(bench)
        self._calls: list[SentCall] = []
        self._call: SentCall | None = None
        self._offered = self._used = Secret("")
        self._offer = ""
        self._difference = ""
        self.redraw()

    @property
    def status(self) -> int | None:
        """Status of the last answer."""
        return self._call.response.status_code if self._call else None

    # What can be done

    @action
    def call(  # noqa: PLR0917  the fields of the form
        self,
        method: str = "GET",
        path: str = "",
        headers: str = "Accept: application/json",
        body: str = "",
        kind: str = NONE,
        client: str = "",
        user: str = "",
        password: str = "",
        token: str = "",
    ) -> str:
        """Make a call. For Basic: `client`, a name in the vault, or `user` and `password`; for Bearer: `token`."""
        draft = Draft(method, path.strip(), headers, body, kind)
        call = self._sender.send(draft, self._authorization(kind, client, user, password, token), self._token_url)
        return self._keep(call)

    def _authorization(self, kind: str, client: str, user: str, password: str, token: str) -> Authorization:
        if kind == BASIC and client:
            credentials = self.bench.vault[client]
            return Authorization(kind, credentials.client_id, credentials.client_secret)
        if kind == BASIC:
            return Authorization(kind, user, Secret(password))
        if kind == BEARER:
            return Authorization(kind, secret=Secret(token.strip()) if token.strip() else self._used)
        return Authorization(kind, secret=self._used) if kind == CLIENT_CREDENTIALS else Authorization()

    @action
    def get_token(self, client: str = "", client_authentication: str = HEADER) -> str:
        """*Get New Access Token*: POST to the token endpoint, with a client's credentials from the vault."""
        if not client:
            raise LabError("No client is chosen.", "Keep one first: lab.vault.keep(name, client_id, client_secret)")
        credentials = self.bench.vault[client]
        form = "grant_type=client_credentials"
        authorization = Authorization(BASIC, credentials.client_id, credentials.client_secret)
        if client_authentication == BODY:
            given = [("client_id", credentials.client_id), ("client_secret", credentials.client_secret.reveal())]
            form += "".join(f"&{name}={value}" for name, value in given)
            authorization = Authorization()
        headers = f"Accept: application/json\nContent-Type: {FORM}"
        call = self._sender.send(Draft("POST", TOKEN_PATH, headers, form), authorization, self._token_url)
        self._keep(call)
        token = access_token(call.response)
        self._offered = Secret(token)
        if token:
            lifetime = call.response.json().get("expires_in")
            self._offer = f"{client}, {len(token)} characters, good for {lifetime} seconds"
            return f"New access token: {MASK} ({self._offer})"
        self._offer = ""
        return f"No token: {self._line(call.exchange)}"

    @action
    def use_token(self) -> str:
        """*Use Token*: put the new token into the Authorization header of the calls to come."""
        if not self._offered:
            raise LabError("There is no new token to use.", "Press Get New Access Token first.")
        self._used, self._offered = self._offered, Secret("")
        return f"In use: Authorization: Bearer {MASK}"

    @action
    def forget_token(self) -> str:
        """Use no token from now on."""
        self._used = Secret("")
        return "No token is in use."

    @action
    def replay(self, number: int) -> str:
        """Make a call of the history once more. One made elsewhere gets the token in use: its own is not kept."""
        exchange = self._entry(number)
        call = find(self._calls, exchange)
        if call:
            return self._keep(self._sender.again(call))
        if MASK in exchange.path + exchange.sent:
            raise LabError("This call can't be made again: its secrets were not kept.", "Write it anew.")
        authorization = Authorization(BEARER, secret=self._used) if exchange.authorization else Authorization()
        return self._keep(self._sender.send(self._draft_of(exchange), authorization, self._token_url))

    @action
    def load(self, number: int) -> str:
        """Write a call of the history into the form."""
        exchange = self._entry(number)
        call = find(self._calls, exchange)
        draft = call.draft if call else self._draft_of(exchange)
        path, body = masking.path(draft.path) if "?" in draft.path else draft.path, exchange.sent
        shown = snippets.SharedCall("", "", call.shared.headers).shareable().headers if call else {}
        headers = "\n".join(f"{name}: {value}" for name, value in shown.items()) if call else draft.headers
        self._form = Draft(draft.method, path, headers, body, draft.kind)
        return f"In the form: {draft.method} {path}"

    @action
    def compare(self, one: int, two: int) -> str:
        """The difference of two calls of the history, line by line: - only in the first, + only in the second."""
        before, after = (self._readable(self._entry(number)).splitlines() for number in (one, two))
        lines = [line for line in difflib.ndiff(before, after) if not line.startswith("?")]
        same = all(line.startswith(" ") for line in lines)
        self._difference = "The two are the same." if same else "\n".join(lines)
        return self._difference

    @action
    def look_again(self) -> str:
        """Show what the journal and the vault hold by now."""
        return ""

    def export(self, form: str = "curl") -> str:
        """The last call for another tool: "curl", "http" or "postman", secrets as variables."""
        if not self._call:
            return "There is no call yet."
        write = {"http": snippets.http_file, "postman": snippets.postman}.get(form, snippets.curl)
        return self.bench.known.hide(write(self._call.shared.shareable()))

    def _keep(self, call: SentCall) -> str:
        self._call = call
        self._calls = [*self._calls[-100:], call]
        return self.exchange(call.response)

    # The history

    @property
    def _token_url(self) -> str:
        return self.bench.base_url + TOKEN_PATH

    def _entry(self, number: int) -> Exchange:
        entries = list(self.bench.journal)
        if not 1 <= int(number) <= len(entries):
            raise LabError(f"The history has no call number {number}.", "Look again: lab.reset() empties it.")
        return entries[int(number) - 1]

    def _draft_of(self, exchange: Exchange) -> Draft:
        """A call that was made elsewhere: of its headers the journal keeps none, so it gets the usual ones."""
        kind = f"\nContent-Type: {'application/json' if exchange.sent[:1] in '{[' else FORM}" if exchange.sent else ""
        scheme = BASIC if exchange.authorization.startswith("Basic") else BEARER if exchange.authorization else NONE
        return Draft(exchange.method, exchange.path, f"Accept: application/json{kind}", exchange.sent, scheme)

    def _readable(self, exchange: Exchange) -> str:
        call = find(self._calls, exchange)
        if call:
            return self.exchange(call.response)
        head = [f"{exchange.method} {exchange.path}"]
        head += [f"Authorization: {exchange.authorization}"] if exchange.authorization else []
        return "\n".join([*head, "", exchange.sent, str(exchange.status or "no answer"), "", exchange.received])

    @staticmethod
    def _line(exchange: Exchange) -> str:
        authorization = f" ({exchange.authorization})" if exchange.authorization else ""
        return f"{exchange.method} {exchange.path}{authorization} > {exchange.status or 'no answer'}"

    def text(self) -> str:
        entries = list(enumerate(self.bench.journal, 1))[-_LAST:]
        lines = [f"  {number} {self._line(each)}" for number, each in entries] or ["  no call yet"]
        token = f"Token in use: {MASK}" if self._used else "No token in use."
        return "\n".join(filter(None, ["Request console", *lines, token, self.trouble]))

    # How it looks

    def draw(self) -> Mapping[str, Html]:
        return {
            "form": console_form.form(self._form, self.bench.base_url, self._clients(), (HEADER, BODY)),
            "trouble": Html(),
            "token": self._token(),
            "answer": self._answer(),
            "history": self._history(),
            "difference": said(self._difference, "Difference of the two calls"),
        }

    def _clients(self) -> list[str]:
        try:
            return list(self.bench.vault)
        except LabError as error:
            self.trouble = self.trouble or str(error)
            return []

    def _token(self) -> Html:
        if self._offered:
            offer = [tag("b", "New access token "), tag("code", MASK), f" ({self._offer}) "]
            return tag("p", offer, button("Use Token", "use_token", class_="main"), class_="card")
        if self._used:
            use = [mark("✓", "token in use", "good"), " Each call with bearer or client credentials sends "]
            return tag("p", use, tag("code", f"Authorization: Bearer {MASK}"), " ", button("Forget it", "forget_token"))
        return Html()

    def _answer(self) -> Html:
        return answer(self._call, self.bench.known) if self._call else Html()

    def _history(self) -> Html:
        entries = list(enumerate(self.bench.journal, 1))[-_LAST:]
        if not entries:
            return join(heading("History"), tag("p", "The journal holds no call yet.", class_="note"))
        columns = ("No.", "Method", "Path", "Authorization", "Status", "Again")
        table = wide("History", columns, [self._row(number, each) for number, each in reversed(entries)])
        numbers = [number for number, _ in entries]
        return join(heading("History", button("Look again", "look_again")), table, console_form.comparison(numbers))

    @staticmethod
    def _row(number: int, exchange: Exchange) -> tuple[object, ...]:
        which: dict[str, Any] = {"with_": {"number": number}, "class_": "link"}
        load = button("Load", "load", aria_label=f"Load call {number} into the form", **which)
        again = [load, " ", button("Replay", "replay", aria_label=f"Replay call {number}", **which)]
        path, status = tag("code", exchange.path), exchange.status or "no answer"
        return number, exchange.method, path, exchange.authorization or "none", status, again
