"""The token inspector: what a token says, what it doesn't, how long it lives and what it opens."""

from collections.abc import Mapping
from datetime import datetime

import requests

from ordslab.errors import LabError
from ordslab.http.tokens_seen import TOKEN_PATH, access_token
from ordslab.markup import Html, button, join, tag
from ordslab.people.approvals import take_back
from ordslab.secrets.secret import MASK, Secret
from ordslab.widgets import snippets
from ordslab.widgets.inspector.token_facts import DECODED, OPAQUE, UNSEEN, TokenFacts, holding
from ordslab.widgets.panel import Panel, action, copyable, facts, heading, mark, said, tabs, wide
from ordslab.workbench import SECONDS, Workbench

_OF_ITS_OWN = {"grant_type": "client_credentials"}


class TokenInspector(Panel):
    """A panel about one token. `token` is the token that it is about now, a `Secret`."""

    def __init__(
        self, bench: Workbench, token: object, client: str | None = None, expires_in: float | None = None
    ) -> None:
        super().__init__(bench, "Token inspector")
        text = token.reveal() if isinstance(token, Secret) else token if isinstance(token, str) else ""
        self._facts = TokenFacts(bench, Secret(text.strip()), client, expires_in)
        self._said = self._path = ""
        self.look_again()

    @property
    def token(self) -> Secret:
        """The token that the panel is about."""
        return self._facts.token

    def text(self) -> str:
        return "\n".join(filter(None, [self._facts.text(), self.trouble]))

    # What can be done

    @action
    def look_again(self) -> str:
        """Read the clock and the dictionary again."""
        if self.token:
            self._facts.look()
        return ""

    @action
    def time_passed(self) -> str:
        """Read the clock again."""
        if self.token:
            self._facts.look_at_the_clock()
        return ""

    @action
    def reveal(self) -> str:
        """Show the token for some seconds in the page that asks."""
        self.show_for_a_moment(self.token.reveal())
        return ""

    @action
    def try_it(self, path: str = "") -> str:
        """Call an endpoint with the token."""
        self._said = f"Called with the token:\n\n{self.exchange(self._call(path, self.token.reveal()))}"
        return self._said

    @action
    def tamper(self, path: str = "") -> str:
        """Call an endpoint with one character of the token changed."""
        text = self.token.reveal()
        # In the middle: of the last of 22 characters not all bits count, so another one may stand for the same token.
        at = len(text) // 2
        other = "B" if text[at : at + 1] == "A" else "A"
        response = self._call(path, text[:at] + other + text[at + 1 :])
        self._said = f"Character {at + 1} of {len(text)} was changed, nothing else:\n\n{self.exchange(response)}"
        return self._said

    @action
    def check_signature(self) -> str:
        """Ask for the issuer's keys, and check a JWT's signature by them."""
        self._facts.check_signature()
        words = [f"{each.name}: {holding(each)}" for each in self._facts.checks if each.name in ("key", "signature")]
        self._said = "Checked by the keys that the JWT profile points to:\n\n" + "\n".join(words)
        return self._said

    @action
    def get_new(self) -> str:
        """Get a new token for the same client, and the same person, with its credentials from the vault."""
        client = self._facts.client
        if not client:
            raise LabError("The client of this token is not known.", 'Name it: lab.inspect(token, client="...")')
        credentials, refresh = self.bench.vault[client], self._facts.refresh.reveal()
        form = {"grant_type": "refresh_token", "refresh_token": refresh} if refresh else _OF_ITS_OWN
        response = self.bench.http.post(
            self.bench.base_url + TOKEN_PATH,
            data=form,
            auth=(credentials.client_id, credentials.client_secret.reveal()),
            timeout=SECONDS,
        )
        token = access_token(response)
        if not token:
            self._said = f"No token came:\n\n{self.exchange(response)}"
            return self._said
        if refresh:
            self.bench.tokens_seen.belongs_to(Secret(token), self._facts.person, self._facts.roles)
        self._facts = TokenFacts(self.bench, Secret(token), client)
        self._said = "A new token. This panel is about it from now on; your own variable still holds the old one."
        self._facts.look()
        return self._said

    @action
    def revoke(self) -> str:
        """Take the person's approval back: it ends this token, and the refresh token with it."""
        known = self._facts
        if not known.is_persons or not known.person or not known.client:
            raise LabError("For whom this token acts is not known.", "Take the approval back in SQL, as in lesson 12.")
        take_back(self.bench, known.client, known.person)
        self._said = f"The approval of {known.person} is taken back. {known.client} has to ask again."
        known.look()
        return self._said

    @action
    def use_path(self, path: str = "") -> str:
        """Write the calls for other tools with the path that was typed."""
        self._path = path.strip().lstrip("/")
        return ""

    def _call(self, path: str, token: str) -> requests.Response:
        typed = path.strip().lstrip("/")
        self._path, where = typed or self._path, typed or self._facts.path
        if not token:
            raise LabError("There is no token to call with.", "Pass one: lab.inspect(token)")
        if not where:
            raise LabError("There is no endpoint to call.", "Write its path, as customers/validation/1")
        header = {"Authorization": f"Bearer {token}"}
        url = f"{self.bench.base_url}/{where}"
        return self.bench.http.get(url, headers=header, timeout=SECONDS, allow_redirects=False)

    # How it looks

    def draw(self) -> Mapping[str, Html]:
        known, head = self._facts, heading("Token", tag("span", self._facts.kind, class_="note"))
        if not self.token:
            what = tag("p", "This is no token. Pass the text of one: lab.inspect(token)")
            return {"top": join(heading("Token"), what)}
        shown = tag("code", MASK, data_reveal=MASK)
        size = tag("span", f" {len(self.token.reveal())} characters ", class_="note")
        reveal = button("Reveal for 6 seconds", "reveal", class_="link")
        return {
            "top": join(head, tag("p", shown, size, reveal), tag("p", DECODED if known.jwt else OPAQUE, class_="note")),
            "time": self._time(),
            "facts": self._known(),
            "actions": self._actions(),
            "trouble": Html(),
            "said": said(self._said, "What came back"),
            "more": self._more(),
        }

    def _time(self) -> Html:
        known = self._facts
        if known.clock is None or known.expires is None or known.left is None:
            return tag("p", mark("?", "whether it has expired is not known", "open"))
        at_reading = (known.expires - known.clock.time).total_seconds()
        left = f"{max(at_reading, 0):.0f}"
        over = "true" if known.left <= 0 else "false"
        bar = tag("progress", value=left, max=f"{known.seconds or max(at_reading, 1):g}", aria_label="Lifetime left")
        if known.clock.stands_still:  # then there is nothing to count
            counted, deadline = f"{left} s; this sandbox's clock stands still until it is moved", None
        else:
            counted, deadline = tag("b", data_left=True, role="timer"), f"{known.clock.read_at + at_reading:.3f}"
        before = tag("span", mark("✓", "not expired", "good"), " for another ", counted, data_before_end=True)
        after = tag("span", mark("✕", "expired", "bad"), data_after_end=True)
        return tag("div", tag("p", before, after), bar, data_deadline=deadline, data_over=over)

    def _known(self) -> Html:
        known = self._facts
        counted = " (counted from the first look)" if known.expires and not known.issued else ""
        named = known.named()
        opened = [tag("li", tag("code", each.endpoint), " ", known.how(each)) for each in known.opens]
        apart = known.clock.apart if known.clock else ""
        rows = {
            "Client": named.pop("Client"),
            "Schema alias": named.pop("Schema alias"),
            "Issued": _moment(known.issued) if known.issued else UNSEEN,
            "Expires": (_moment(known.expires) if known.expires else "not known") + counted,
            "Database's clock": apart,
            "Lifetime": named.pop("Lifetime"),
            "Approved on": _moment(known.approval.at) if known.approval and known.approval.at else "",
            "Refreshable until": _moment(known.refreshable_until) if known.refreshable_until else "",
            "Scopes": (" ".join(known.jwt.scopes) or "none") if known.jwt else "",
            **named,
            "Opens": tag("ul", opened) if opened else known.opens_nothing,
        }
        return facts({name: value for name, value in rows.items() if value})

    def _actions(self) -> Html:
        plain = {"spellcheck": "false", "autocomplete": "off", "data_change": "use_path"}
        by_profile = bool(self._facts.checks)
        path = tag("input", name="path", value=self._facts.path, class_="code", **plain)
        return tag(
            "form",
            tag("label", "Path to call with GET", path, class_="grow"),
            button("Try it", "try_it", type="submit", class_="main"),
            button("Tamper", "tamper", title="Change one character of the token, then call"),
            self._next(),
            button("Check the signature", "check_signature", title="Ask the issuer for its keys")
            if by_profile
            else None,
            button("Look again", "look_again", title="Read clock and dictionary again"),
            class_="row",
            aria_label="Use the token",
        )

    def _next(self) -> Html:
        """What gets the next token, and what ends this one."""
        if not self._facts.is_persons:
            return button("Get a new one", "get_new", title="Ask for a new token for the same client")
        refresh = button("Refresh", "get_new", title="Get the next token by the refresh token, without the person")
        return join(refresh, button("Revoke", "revoke", title="Take the person's approval back"))

    def _more(self) -> Html:
        url, token_url = self.bench.url(self._path or self._facts.path), self.bench.base_url + TOKEN_PATH
        accept = {"Accept": "application/json"}
        call = snippets.SharedCall("GET", url, accept, "", snippets.CLIENT_CREDENTIALS, token_url).shareable()
        claims = [(each.name, each.value, each.meaning, each.source) for each in self._facts.claims]
        pages = {"Claims": wide("Claims", ("Claim", "Value", "Meaning", "Laid down in"), claims)} if claims else {}
        if checked := [(each.name, each.found, each.wanted, holding(each)) for each in self._facts.checks]:
            pages |= {"Checks": wide("Checks", ("Check", "In the token", "Asked for", "Holds"), checked)}
        writers = {"curl": snippets.curl, "Python": snippets.python, "PL/SQL": snippets.plsql}
        pages |= {name: copyable(write(call), f"get a token and call: {name}") for name, write in writers.items()}
        return tabs(
            "More about the token", pages if claims else pages | {"Refresh token?": tag("p", self._facts.about_refresh)}
        )


def _moment(value: datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S} UTC"
