"""What the token endpoint answers, and the pages where people sign in and approve."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from ordslab.chain import mends as mend
from ordslab.chain.answer_facts import Evidence
from ordslab.chain.call import Call, Verdict
from ordslab.chain.causes import verdict
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.server_answers import FORM, weigh_server

_FLOWS = {"client_credentials": "CLIENT", "authorization_code": "AUTH", "refresh_token": "AUTH"}
"""How AUTH_FLOW begins for the clients that may ask for a grant (all but CLIENT_CRED inferred)."""


def weigh_token(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    """The verdict for an answer of the token endpoint."""
    if expected.cause == "token_not_posted":
        return replace(expected, status=evidence.status) if evidence.status in (404, 405) else expected
    if evidence.status == 400:
        return _bad_request(dictionary, call, expected, evidence)
    if evidence.status == 403:
        return verdict("not_over_http")
    if evidence.status != 401:
        granted = evidence.status == 200 and evidence.grants[:1] in (["authorization_code"], ["refresh_token"])
        return verdict("persons_token") if granted else weigh_server(expected, evidence, "The token endpoint")
    if evidence.form.get("client_secret"):
        return verdict("credentials_in_body")
    if evidence.scheme != "basic":
        return verdict("no_credentials")
    if expected.status == 401 and expected.cause != "no_credentials":
        return expected  # no such client, or one without a secret
    return _wrong_credentials(dictionary, call.client, evidence)


def _bad_request(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    if evidence.from_journal:
        return expected if expected.cause == "wrong_grant" else verdict("no_grant_type")
    if evidence.content_type not in ("", FORM):
        return verdict("not_a_form", sent=evidence.content_type)
    if len(evidence.grants) > 1:
        return verdict("grant_type_twice", times=len(evidence.grants))
    grant = next(iter(evidence.grants), "")
    if grant not in _FLOWS:
        return verdict("other_grant", grant=grant) if grant else verdict("no_grant_type")
    client = dictionary.client(call.client or "")
    if client and not client.flow.upper().startswith(_FLOWS[grant]):
        if grant == "client_credentials":
            return expected
        return verdict("grant_of_others", client=client.name, flow=client.flow, grant=grant)
    if grant == "client_credentials":
        return expected if expected.cause == "wrong_grant" else verdict("no_grant_type")
    field = "code" if grant == "authorization_code" else "refresh_token"
    if len(evidence.form.get(field, [])) != 1:
        return verdict("grant_incomplete", grant=grant, field=field)
    return verdict("code_refused" if field == "code" else "refresh_refused")


def _wrong_credentials(dictionary: Dictionary, name: str | None, evidence: Evidence) -> Verdict:
    """What is wrong with a Basic header that the token endpoint refused."""
    if evidence.from_journal:
        return verdict("wrong_credentials")
    if evidence.basic is None:
        return verdict("not_base64")
    client_id, secret = evidence.basic
    by_id = {each.client_id: each for each in dictionary.clients}
    if client_id not in by_id and client_id.strip().rstrip(".") + ".." in by_id:
        return verdict("dots_lost", part="The client id")
    if client_id != client_id.strip() or secret != secret.strip():
        return verdict("blanks")
    client = by_id.get(client_id)
    if client is None:
        return verdict("unknown_id")
    if name is not None and client.name != name:
        return verdict("other_client", client=client.name, other=name)
    if re.fullmatch(r"[\w-]{22}\.?", secret):
        return verdict("dots_lost", part=f"The client id is that of {client.name}, but the secret")
    cause = "no_secret_sent" if not secret else "masked_secret" if set(secret) == {"*"} else "wrong_secret"
    return verdict(cause, mend.new_secret(client.name), client=client.name)


# Pages


def weigh_page(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    """The verdict for an answer of the pages where people sign in and approve of a client."""
    status, signing_in = evidence.status, call.path.startswith("/sign-in/")
    told = parse_qs(urlsplit(evidence.location).query) | parse_qs(urlsplit(evidence.location).fragment)
    if status == 302 and (error := told.get("error")):
        return verdict("approval_refused", error=error[0], why=_ERRORS.get(error[0], "see RFC 6749, 4.1.2.1"))
    if status < 400:
        return verdict("page_answered", status=status)
    if signing_in and status in (401, 403):
        return verdict("sign_in_refused" if status == 401 else "form_is_stale")
    if status == 400:
        return verdict("client_of_page")
    if status == 405:
        return verdict("page_method", method=call.method)
    if status == 415:
        return verdict("page_form", sent=evidence.content_type or "nothing")
    return weigh_server(expected, evidence, "ORDS")


_ERRORS = {
    "access_denied": "the person did not approve",
    "unauthorized_client": "the client was registered for another flow than this response_type",
    "unsupported_response_type": "response_type is code, or token for an implicit client",
    "invalid_request": "response_type or state is missing, or comes twice",
}
"""What an error means that a client is told by a redirect (RFC 6749, 4.1.2.1)."""
