"""Why a call gets 200, 401 or 404: the dictionary, committed and not, and the answer put together."""

import json
import textwrap
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import requests

from ordslab.chain import mending_sql as sql
from ordslab.chain.answer_facts import Evidence, from_exchange, from_response, looks_like_jwt, sender
from ordslab.chain.answer_judgement import weigh
from ordslab.chain.call import Call, Mend, Verdict
from ordslab.chain.dictionary import MASKED, Dictionary
from ordslab.chain.dictionary_judgement import judge
from ordslab.chain.graph import Chain, draw
from ordslab.chain.mending import way
from ordslab.chain.mends import new_secret
from ordslab.chain.reading import read
from ordslab.chain.routes import METHODS, Address, address
from ordslab.errors import LabError
from ordslab.http.tokens_seen import TOKEN_PATH
from ordslab.markup import tag
from ordslab.text import plain
from ordslab.workbench import Workbench

_LOST = "USER_ORDS_CLIENTS shows ******** because ORDS keeps no copy of the secret; a lost one has to be replaced."


_HTML = "The body is an HTML page because the call did not ask for JSON: send Accept: application/json."
_ALWAYS_HTML = "The body is an HTML page though the call asked for JSON: here error.responseFormat is html."
SCHEMA_VERSION = 1
"""Of the JSON: it changes where a member goes or means something else, not where one is added."""


@dataclass(frozen=True)
class Explanation:
    """Why a call gets its status. `cause` is one word; `mends` are the statements that change it, in their order.

    `look` is a query that shows more, where there are none; `notes` say what else there is to see.
    """

    method: str
    path: str
    client: str | None
    status: int
    cause: str
    why: str
    mends: tuple[str, ...] = ()
    look: str = ""
    notes: tuple[str, ...] = ()
    chain: Chain = field(default_factory=Chain, repr=False)

    @property
    def call(self) -> str:
        """Method and path, which begins behind the alias."""
        return f"{self.method} {self.path}"

    @property
    def sql(self) -> str:
        """What mends it, for one cell or worksheet: "" for nothing."""
        return "\n/\n".join(self.mends)

    def to_dict(self) -> dict[str, Any]:
        """The same for programs, as `explanation.schema.json` beside this file describes it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "call": {"method": self.method, "path": self.path},
            "client": self.client,
            "status": self.status,
            "cause": self.cause,
            "why": self.why,
            "mend": list(self.mends),
            "look": self.look or None,
            "notes": list(self.notes),
            "chain": [
                {
                    "source": {"kind": each.source.kind, "name": each.source.name},
                    "target": {"kind": each.target.kind, "name": each.target.name},
                    "state": each.state.value,
                    "says": each.says,
                }
                for each in self.chain.links
            ],
        }

    def json(self) -> str:
        """`to_dict()` as text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def __repr__(self) -> str:
        return plain("\n".join([self._title(), *textwrap.wrap(self.why, 110), *self.notes, *self._statements()]))

    def _repr_html_(self) -> str:
        parts = [
            tag("p", tag("strong", plain(self._title()))),
            *(tag("p", plain(each)) for each in (self.why, *self.notes)),
        ]
        label, sql = self._shown
        shown = [tag("p", label), tag("pre", plain(sql))] if sql else None
        return tag("div", parts, shown, class_="ordslab-explanation")

    def _title(self) -> str:
        return f"{self.call}{f' as {self.client}' if self.client else ''}: {self.status}"

    @property
    def _shown(self) -> tuple[str, str]:
        return ("To mend it:", self.sql) if self.sql else ("To see more:", self.look)

    def _statements(self) -> list[str]:
        label, sql = self._shown
        return [label, textwrap.indent(sql, "  ")] if sql else []


def explain(bench: Workbench, call: str | requests.Response, path: str = "", client: str | None = None) -> Explanation:
    """Explain a call that was or could be made; see `Lab.explain`. Raises `LabError`."""
    method, where, evidence = _understood(bench, call, path)
    committed, mine = read(bench)
    if client is None and evidence:
        client = sender(evidence, committed, bench.tokens_seen)
    asked = Call(method, where, None if client is None else str(client))
    verdict, mends, notes = _judged(bench, committed, mine, asked, evidence)
    if verdict.cause == "token" and _is_lost(bench, committed, asked.client or ""):
        mends, notes = (new_secret(asked.client or ""),), (*notes, _LOST)
    return Explanation(
        method=asked.method,
        path=asked.path,
        client=asked.client,
        status=verdict.status,
        cause=verdict.cause,
        why=f"{verdict.fact} {verdict.reason}",
        mends=_statements(bench, mends),
        look="" if mends else verdict.look,
        notes=notes,
        chain=draw(committed, mine, asked.path, asked.client, method),
    )


def _judged(
    bench: Workbench, committed: Dictionary, mine: Dictionary, call: Call, evidence: Evidence | None
) -> tuple[Verdict, tuple[Mend, ...], tuple[str, ...]]:
    """The verdict, what mends it, and notes: by the dictionary, committed and not, and by the answer."""
    verdict = judge(committed, call)
    if evidence is None and verdict.status == 200:  # what failed before may be no fault of the chain's
        evidence = _from_journal(bench, call)
    in_session = verdict if mine is committed else judge(mine, call)
    differs = (in_session.status, in_session.cause) != (verdict.status, verdict.cause)
    if differs and (evidence is None or evidence.status == verdict.status):
        first = in_session
        verdict, mends, then = _not_committed(mine, call, verdict, in_session)
    else:
        weighed = weigh(committed, call, verdict, evidence) if evidence else verdict
        # what is run on the learner's connection commits its open work too: that is what the mends start from
        first = in_session if weighed is verdict and not differs else weighed
        verdict, (mends, then) = weighed, way(mine, call, first)
    notes = []
    if first.mend and not mends and verdict.status != 200:
        notes.append(f"That alone would not help, so there is no SQL: behind it stands {then.status}. {then.fact}")
    if evidence and evidence.is_html and evidence.status >= 400:
        notes.append(_ALWAYS_HTML if "json" in evidence.accept else _HTML)
    return verdict, mends, tuple(notes)


def _statements(bench: Workbench, mends: Iterable[Mend]) -> tuple[str, ...]:
    """The SQL of mends, by the package that the database has."""
    some = list(mends)
    by_oauth = any(each.by_oauth for each in some) and bench.dialect.package == "oauth"
    return tuple((by_oauth and each.by_oauth) or each.sql for each in some)


def _understood(bench: Workbench, call: str | requests.Response, path: str) -> tuple[str, Address, Evidence | None]:
    """Method, address, and what a response shows. Raises `LabError` for what is no call."""
    evidence = None
    if isinstance(call, str):
        method, where = call.upper(), bench.names.without_prefix(str(path))
    elif request := getattr(call, "request", None):
        method, where = str(request.method), bench.names.in_lessons(str(request.url))
        evidence = from_response(call)
        if looks_like_jwt(evidence.token):
            with suppress(LabError):  # without the database's time, what depends on it is not told
                evidence = replace(evidence, now=bench.read_clock().now())
        if method == "OPTIONS":  # a browser's question before the call itself (Fetch standard, CORS preflight)
            method = str(request.headers.get("Access-Control-Request-Method") or "GET")
    else:
        method, where = "", ""
    method = "GET" if method == "HEAD" else method
    with suppress(ValueError):  # an address that can't be taken apart
        if method in METHODS and where:
            return method, address(where, bench.base_url), evidence
    raise LabError(
        f"A call to explain has a method ({', '.join(METHODS)}) and a path.",
        'Say, for example: lab.explain("GET", "customers/validation/1", client="license_backend_client")',
    )


def _not_committed(
    mine: Dictionary, call: Call, verdict: Verdict, in_session: Verdict
) -> tuple[Verdict, tuple[Mend, ...], Verdict]:
    """Committed and session's view differ: the verdict, what mends it, and what stands in the way where nothing does.

    Where a commit alone changes no status, what is missing comes with it.
    """
    mends, then = way(mine, call, in_session)
    commit = (Mend(sql.COMMIT, lambda seen: seen),)
    if in_session.status == verdict.status:
        reason = f"Your session has more, not committed, and then it still is {verdict.status}: {in_session.reason}"
        mends = mends or (commit if in_session.status == 200 else ())
    else:
        reason = f"In your session it would be {in_session.status}, but ORDS sees what is committed."
        if call.client is None or in_session.status == 200:
            mends = commit
        elif verdict.status == 200:
            mends = ()
    return replace(verdict, cause="not_committed", reason=reason), mends, then


def _from_journal(bench: Workbench, call: Call) -> Evidence | None:
    """The last exchange of the journal that was this call, with a token or without as is asked."""
    scheme = "" if call.client is None else "basic" if call.path == TOKEN_PATH else "bearer"
    for exchange in reversed(list(bench.journal)):
        where = address(urlsplit(bench.base_url).scheme + "://host" + exchange.path, bench.base_url)
        if exchange.method == call.method and where == call.address:
            evidence = from_exchange(exchange)
            return evidence if evidence and evidence.scheme == scheme and evidence.status >= 300 else None
    return None


def _is_lost(bench: Workbench, dictionary: Dictionary, name: str) -> bool:
    """Whether nobody has the client's secret: ORDS keeps no copy, and the vault has none."""
    client = dictionary.client(name)
    return client is not None and MASKED in client.secrets and name not in bench.vault
