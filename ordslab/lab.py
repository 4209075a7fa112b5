"""The lab: what a notebook holds.

    lab = ordslab.open_lab()            starts the sandbox when none runs; with another profile: your own database
    lab.connect()                       a new, genuine oracledb.Connection as the learner's schema
    lab.connection                      the lab's own connection: what %%sql runs on (autocommit off: commit is yours)
    lab.forget_connection()             let go of that connection, which broke: the next use makes a new one
    lab.observer                        a second connection that changes nothing: it sees what is committed
    lab.base_url                        "http://127.0.0.1:8181/ords/page": the schema alias included
    lab.http                            a requests.Session that writes the journal and asks for JSON
    lab.url("customers/1")              the real address of a path, for a program of its own
    lab.environment                     the variables by which such a program trusts and reaches this ORDS
    lab.stranger()                      a session of its own that knows nothing but the address
    lab.person()                        your own user, to sign in as; lab.person("nora", "a_role"): one for the sandbox
    lab.browser()                       a person's browser, played: .get(address), .follow("sign in"), .press("Approve")
    lab.callback.address                the redirect address of a little listener in this notebook
    lab.sign_in("a_client", person)     the authorization code flow in one line; lab.approve(...): the browser's half of
                                        it; lab.sign_in_tab(...): in a tab of your own
    lab.show(response)                  print an exchange readably, secrets masked
    lab.journal                         every request made through lab.http; lab.journal.frame() is a DataFrame
    lab.views.clients                   a DataFrame of USER_ORDS_CLIENTS, secrets masked; so for each USER_ORDS_ view
    lab.chain()                         client > role > privilege > endpoint: each link present, missing, not committed
    lab.explain("GET", "customers/1")   why this call gets 200, 401 or 404, and the SQL that mends it
    lab.audit()                         every endpoint with who may call it, and warnings
    lab.inspect(token)                  a panel about a token: what it says, how long it lives, what it opens
    lab.console()                       a panel to write calls, send them and see what went over the wire
    lab.flow()                          a picture of who asked whom, filled by your own requests
    lab.browse()                        a panel over the USER_ORDS_ views, with links between rows that belong together
    lab.check("privilege")              checkpoint: passed / not yet (why) / not tried / crashed
    lab.hint("privilege")               print the hint that helps now; the next one each time
    lab.solution("privilege")           print the lesson's solution
    lab.solve("privilege")              do it; these four take an exercise, too: lab.check("exercise-3")
    lab.predict("privilege-1")          a question before a surprise: click your answer, the next cell proves it
    lab.progress()                      the lessons and how far you are; lab.progress("privilege"): one of them
    lab.begin("privilege")              a lesson's first cell: its start, or where you were in it
    lab.reset(to="privilege")           the state at the start of that lesson, from wherever you are
    lab.let_pass(61)                    let 61 seconds pass: the sandbox's clock moves, a real one we wait for
    lab.let_be_seen()                   wait until ORDS sees your commit, for another program's sake; lab.http does
    lab.let_expire(token)               let what is left of a token's life pass
    lab.dialect                         which packages for clients there are: ORDS_SECURITY, OAUTH, or both
    lab.names                           the lessons' names, and your profile's prefix before them
    lab.doctor()                        what is wrong with machine, database or ORDS, and what mends it
    lab.cleanup()                       list what the series made in the schema, ask, and remove it
    lab.vault.keep(name, id, secret)    keep a client's credentials in a file that only you can read
    lab.vault[name]                     Credentials(client_id, client_secret): client_secret.reveal() is the text
    lab.query("select ...")             a DataFrame of a query on the lab's own connection
    lab.close()                         roll back and close what the lab holds open

For panels: lab.reading() is the connection with a short timeout, lab.commit_wait says how a wait for ORDS is told,
lab.read_clock() is the database's time, lab.on_time_passed(method) calls back when the clock was moved,
lab.tokens_seen knows the tokens that passed by,
lab.known hides what is known to be secret, lab.hidden(rows, query) hides it in rows (lab.client_secrets among it),
lab.shown(response) is what lab.show prints.

Lessons, in order: endpoint, role, privilege, client, token, call, backend, when-it-fails,
rotate-and-revoke, your-database, issuer, from-inside.
Only SQL, PL/SQL and HTTP go out from here, so all of it works with a real database as well.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from ordslab import chain, settings
from ordslab.chain import Explanation
from ordslab.lessons.checking import Hints, check
from ordslab.lessons.checkpoint import Outcome
from ordslab.lessons.cleanup import cleanup
from ordslab.lessons.predictor import Predictor
from ordslab.lessons.progress import Progress
from ordslab.lessons.registry import find, find_prediction
from ordslab.lessons.reset import reset, solve, wants_to_go_on
from ordslab.people import person as people
from ordslab.people.browser import Browser
from ordslab.people.sign_in import SignedIn, Visit, approve
from ordslab.secrets.secret import Secret
from ordslab.settings.connection_errors import explained
from ordslab.sql.views import Views
from ordslab.workbench import Workbench

if TYPE_CHECKING:  # what no first cell needs comes when it is asked for
    from ordslab.audit import Audit
    from ordslab.doctor import Report
    from ordslab.widgets.chain_view.chain_view import ChainView
    from ordslab.widgets.console.console import RequestConsole
    from ordslab.widgets.dictionary_browser import DictionaryBrowser
    from ordslab.widgets.flow.panel import FlowPanel
    from ordslab.widgets.inspector.inspector import TokenInspector
    from ordslab.widgets.prediction import PredictionPanel
    from ordslab.widgets.sign_in import SignInPanel


class Lab(Workbench):
    """A place to run the lessons. Get one with `ordslab.open_lab()`."""

    @classmethod
    def open(cls, profile: str | None = None) -> Lab:
        """Open the lab of a profile (None: ORDSLAB_PROFILE, else the sandbox) and register %%sql where IPython runs.

        Raises `SettingsError` for a profile that cannot be used, `SandboxError` when the sandbox does not start.
        """
        lab = cls(settings.load(profile))
        if "IPython" in sys.modules:
            from ordslab import magic

            magic.serve(lab, lab._after_cell)
        return lab

    def __repr__(self) -> str:
        prefix = f", prefix {self.names.prefix}" if self.names else ""
        return f"Lab({self.settings.profile}, schema {self.settings.user}{prefix})"

    # What comes back

    @cached_property
    def views(self) -> Views:
        """The USER_ORDS_ views as DataFrames, as the lab's own connection sees them."""
        return Views(self.query)

    def show(self, response: requests.Response) -> None:
        """Print the exchange: request line, status, the headers that matter and the body, secrets masked."""
        print(self.shown(response))

    # A person who signs in

    def person(self, name: str = "", *roles: str) -> people.Person:
        """Your own user, to sign in to ORDS as; or, by name, one whom the sandbox is given, with roles of ORDS's."""
        return people.somebody(self, name, roles) if name else people.myself(self)

    def browser(self) -> Browser:
        """A person's browser, played by the lab: cookies of its own, links to follow, buttons to press."""
        return Browser(self.settings, self.journal, wait=self.commit_wait)

    def sign_in(self, client: str, person: people.Person) -> SignedIn:
        """The authorization code flow: that person signs in and approves. Raises `LabError` where it ends early."""
        with explained(self.settings):
            return Visit(self, client, self.callback).by(person)

    def approve(self, client: str, person: people.Person, **changes: str) -> requests.Response:
        """The browser's half of it: the answer that leads back, with a code. `changes`: to what the client asks."""
        return approve(self, client, person, changes)

    def sign_in_tab(self, client: str) -> SignInPanel:
        """The same in a browser of your own: a link, and `.signed_in` when you come back. Raises `LabError`."""
        from ordslab.widgets.sign_in import SignInPanel

        return SignInPanel(self, client, self.callback)

    # The security chain

    def chain(self, path: str | None = None, client: str | None = None) -> ChainView:
        """The schema's security chain, or that of one path, of one client, or of both: a panel, and a text."""
        from ordslab.widgets.chain_view.chain_view import ChainView

        return ChainView(self, path, client)

    def explain(self, call: str | requests.Response, path: str = "", client: str | None = None) -> Explanation:
        """Say in two sentences why a call gets its status, with the SQL that mends it.

        `call` is a method, with `path` ("customers/validation/1", or more of the address) and the client whose valid
        token goes with it (None: no token); or it is a response, which shows more than the dictionary can: then
        `client` says whose token was sent, where that matters. Of a call that the journal holds, its answer counts too.
        """
        return chain.explain(self, call, path, client)

    def audit(self, probe: bool = False, public: Sequence[str] = (), logs: Sequence[Path] = ()) -> Audit:
        """Every endpoint of the schema with who may call it, and warnings. It reads only, and shows what is committed.

        With `probe` each GET is called without a token to prove it (a public one then runs its handler). `public`: the
        paths that are meant to be public, below the alias, with * at the end for all that begin so. `logs`: access
        logs, which tell together with the journal what is never called.
        """
        from ordslab.audit import audit

        return audit(self, probe, public, logs)

    # Panels

    def inspect(
        self, token: str | Secret, client: str | None = None, expires_in: float | None = None
    ) -> TokenInspector:
        """The token inspector. `client` and `expires_in` (seconds) tell what the lab did not see for itself."""
        from ordslab.widgets.inspector.inspector import TokenInspector

        return TokenInspector(self, token, client, expires_in)

    def console(self, method: str = "GET", path: str = "") -> RequestConsole:
        """The request console: a small Postman."""
        from ordslab.widgets.console.console import RequestConsole

        return RequestConsole(self, method, path)

    def flow(self, kind: str = "") -> FlowPanel:
        """Who asked whom, step by step, filled by your own requests. `kind`: a grant type; else the newest flow."""
        from ordslab.widgets.flow.panel import FlowPanel

        return FlowPanel(self, kind)

    def browse(self, view: str = "clients") -> DictionaryBrowser:
        """The dictionary browser, at first on one view."""
        from ordslab.widgets.dictionary_browser import DictionaryBrowser

        return DictionaryBrowser(self, view)

    # The lessons

    def begin(self, lesson: str) -> None:
        """A lesson's first cell: the state at its start. Where this lesson's work is there, it is offered to go on."""
        with explained(self.settings):
            if wants_to_go_on(self, lesson):
                print(f'You go on where you were. To start afresh: lab.reset(to="{lesson}")')
                return
        self.reset(lesson)

    def check(self, lesson: str) -> Outcome:
        """Look whether the goal of a lesson or an exercise ("exercise-3") is reached. Raises `NoSuchName`."""
        outcome = check(self, lesson)
        self.progress().checked(lesson, outcome.state.value)
        return outcome

    def hint(self, lesson: str) -> None:
        """Print the hint that helps from where you are; the next one each time."""
        hints: Hints = vars(self).setdefault("_hints", Hints())
        print(hints.next(check(self, lesson)))
        self.progress().hinted(lesson)

    def solution(self, lesson: str) -> None:
        """Print a solution of a lesson or an exercise."""
        print("\n\n".join(find(lesson).cells_by(self.dialect.package)))

    def solve(self, lesson: str) -> Outcome:
        """Do what the lesson or exercise asks for, unless it is done already, and check it.

        For a lesson the case is brought to its start first, as by `reset`: what is not committed is rolled back.
        """
        outcome = self.check(lesson)
        if outcome.passed:
            return outcome
        with explained(self.settings):
            solve(self, lesson)
        self.progress().solved(lesson)
        return self.check(lesson)

    def predict(self, name: str, answer: str = "") -> PredictionPanel | None:
        """A question before a surprise, to be answered by a click; or, with a letter, answered at once.

        The next cell says whether it was right. Raises `NoSuchName`, and `LabError` for an answer that is not there.
        """
        prediction = find_prediction(name)
        if answer:
            print(self._predictor.choose(prediction, answer, in_a_cell=True))
            return None
        from ordslab.widgets.prediction import PredictionPanel

        return PredictionPanel(self, prediction, self._predictor)

    def progress(self, lesson: str = "") -> Progress:
        """The series and how far you are in it, or one lesson: a file in the lab's home, without code and secrets."""
        return Progress(self.settings.home, self.settings.profile, lesson=lesson)

    def reset(self, to: str = "endpoint") -> None:
        """Bring the case to the state at the start of lesson `to`, from any state.

        Work of the lab's own connection that is not committed is rolled back, the journal is emptied, and the case's
        objects are deleted and built again by SQL. Nothing else in the schema is touched.
        """
        with explained(self.settings):
            reset(self, to)
        print(f"The lab is at the start of the lesson: {to}.")

    @cached_property
    def _predictor(self) -> Predictor:
        return Predictor(self, self.progress)

    def _after_cell(self, result: object) -> None:
        if "_predictor" in vars(self):
            self._predictor.after_cell(result)

    def cleanup(self, ask: bool = True) -> None:
        """List what the series made in the schema, ask, and remove exactly that. Nothing else is touched."""
        cleanup(self, ask)

    def doctor(self) -> Report:
        """Look at this machine, the database and ORDS: what is wrong, and what mends it. It reads only."""
        from ordslab.doctor import examine

        return examine(self.settings.profile, self.settings)

    # The end

    def __enter__(self) -> Lab:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
