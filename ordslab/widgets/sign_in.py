"""Signing in with a browser of one's own: the link to open, and what came of it."""

from collections.abc import Mapping

from ordslab.errors import LabError
from ordslab.http.listener import Listener
from ordslab.markup import Html, tag
from ordslab.people.sign_in import SignedIn, Visit
from ordslab.widgets.panel import Panel, heading, mark
from ordslab.workbench import Workbench


class SignInPanel(Panel):
    """Waits at the listener for a browser. `signed_in` is what came of it."""

    def __init__(self, bench: Workbench, client: str, listener: Listener) -> None:
        super().__init__(bench, "Sign in")
        self._listener = listener
        self._visit = Visit(bench, client, listener)
        self._visit.in_a_browser(self.redraw)
        self.redraw()

    @property
    def signed_in(self) -> SignedIn:
        """For whom the client may act now. Raises `LabError` as long as nobody has signed in."""
        if self._visit.trouble:
            raise LabError(*self._visit.trouble.splitlines())
        if self._visit.signed_in is None:
            raise LabError("Nobody has signed in yet.", "Open the link of the cell, sign in and approve.")
        return self._visit.signed_in

    def text(self) -> str:
        if self._visit.trouble:
            return self._visit.trouble
        if self._visit.signed_in:
            return f"Signed in. {self._visit.signed_in}"
        return f"{self._visit.client} waits for a browser.\nClick Sign in, and come back when the tab says so."

    def draw(self) -> Mapping[str, Html]:
        self.trouble = self._visit.trouble
        if self._visit.signed_in:
            return {"top": heading("Sign in", mark("✓", "signed in", "good")), "outcome": tag("p", self.text())}
        if self.trouble:
            return {"top": heading("Sign in", mark("✕", "not signed in", "bad"))}
        link = tag("a", "Sign in", href=self._listener.start, target="_blank", rel="noopener", class_="button")
        told = f"{self._visit.client} waits. The page opens in a new tab; the answer comes back here."
        return {"top": heading("Sign in", mark("…", "waiting", "open"), link), "outcome": tag("p", told)}
