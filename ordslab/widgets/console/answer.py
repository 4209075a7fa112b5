"""What came back, for the request console: body, headers, the bytes of both sides, and the call for other tools."""

import json

from ordslab.http.exchange_secrets import received_secrets, sent_secrets
from ordslab.markup import Html, join, tag
from ordslab.secrets import masking
from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.secret import MASK
from ordslab.text import counted
from ordslab.widgets import snippets
from ordslab.widgets.console import wire
from ordslab.widgets.console.sending import SentCall
from ordslab.widgets.panel import copyable, download, heading, mark, said, tabs, wide

_LONGEST = 20_000


def answer(call: SentCall, known: KnownSecrets) -> Html:
    """The answer to a call. `known` secrets are hidden, and those that were sent or came with it."""
    status = call.response.status_code
    sign, kind = ("✓", "good") if status < 300 else ("→", "open") if status < 400 else ("✕", "bad")
    size = counted(len(call.response.content), "byte")
    measured = tag("span", f"{call.seconds * 1000:.0f} ms, {size}", class_="note")
    missing = call.shared.authorization == snippets.CLIENT_CREDENTIALS and "Authorization" not in call.prepared.headers
    hint = tag("p", "No token was sent: press Get New Access Token, then Use Token.", class_="note")
    secrets = [*sent_secrets(call.response.request), *received_secrets(call.response)]
    headers = call.response.headers.items()
    got = [(name, MASK if masking.is_secret_name(name) else known.hide(value, secrets)) for name, value in headers]
    pages = {
        "Body": said(_body(call, known, secrets) or "(no body)", "Body"),
        "Headers": wide("Headers", ("Header", "Value"), got),
        "On the wire": _wire(call, known, secrets),
        "Export": _exports(call),
    }
    title = heading("Answer", mark(sign, f"{status} {call.response.reason or ''}".rstrip(), kind), measured)
    return join(title, hint if missing else None, tabs("Answer", pages))


def _body(call: SentCall, known: KnownSecrets, secrets: list[str]) -> str:
    try:
        text = json.dumps(masking.members(call.response.json()), indent=2, ensure_ascii=False)
    except ValueError:
        text = call.response.content.decode("utf-8", "replace")
    text = known.hide(text, secrets)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n… ({len(text)} characters in all)"


def _wire(call: SentCall, known: KnownSecrets, secrets: list[str]) -> Html:
    sides = []
    for title, raw, sent in (("Sent", call.wire.sent, True), ("Received", call.wire.received, False)):
        lines, body = wire.masked(bytes(raw), known, secrets)
        rows = [
            (tag("code", line, tag("i", r"\r\n", aria_hidden="true")), wire.note(line, not at, sent))
            for at, line in enumerate(lines)
        ]
        rows.append((tag("code", tag("i", r"\r\n")), "an empty line: here the head ends"))
        table = wide(title, ("Line", "What it says"), rows)
        sides += [tag("h4", f"{title}: {len(raw)} bytes"), tag("div", table, class_="wire")]
        sides.append(said(body[:_LONGEST].replace("\r\n", "\\r\\n\n"), f"Body, {title.lower()}"))
    return join(*sides)


def _exports(call: SentCall) -> Html:
    shared = call.shared.shareable()
    http, postman = snippets.http_file(shared), snippets.postman(shared)
    return join(
        tag("p", "Secrets are variables: fill them in the other tool, from where it keeps secrets.", class_="note"),
        tag("h4", "curl"),
        copyable(snippets.curl(shared), "this call with curl"),
        tag("h4", ".http file ", download(http, "ordslab.http")),
        copyable(http, "this call as .http file"),
        tag("h4", "Postman collection ", download(postman, "ordslab.postman_collection.json")),
        copyable(postman, "this call as Postman collection"),
    )
