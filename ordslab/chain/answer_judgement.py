"""An answer weighed against the dictionary: what remains to explain when the links of the chain do not."""

from __future__ import annotations

import re
from dataclasses import replace

from ordslab.chain import mending_sql as mend
from ordslab.chain.access_rule import callers, guard_of
from ordslab.chain.answer_facts import Evidence, what_is_wrong_with
from ordslab.chain.call import Call, Verdict
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.dictionary_judgement import judge
from ordslab.chain.routes import TOKEN_PATH, find

AGAIN = "Get a new token, and send it in the header Authorization: Bearer, a blank, the token."


def weigh(dictionary: Dictionary, call: Call, verdict: Verdict, evidence: Evidence) -> Verdict:
    """The verdict by the dictionary, or another one where the answer shows more than the dictionary does."""
    if evidence.cause == "Invalid SNI":
        return Verdict(
            evidence.status,
            "sni",
            "The server refused the host name of the address (Invalid SNI): its certificate is for another name.",
            "Call it by the certificate's name, or give ORDS a certificate for this one (standalone.https.host).",
        )
    if verdict.cause in ("wrong_alias", "schema_not_enabled", "own_page"):
        return replace(verdict, status=evidence.status)
    if call.path == TOKEN_PATH:
        return _token(dictionary, call, verdict, evidence)
    return _resource(dictionary, call, verdict, evidence)


# The token endpoint


def _token(dictionary: Dictionary, call: Call, verdict: Verdict, evidence: Evidence) -> Verdict:
    status = evidence.status
    if status == 400:
        return _bad_request(verdict, evidence)
    if status != 401:
        return _server(verdict, evidence, "The token endpoint")
    if evidence.secret_in_form:
        return Verdict(
            401,
            "credentials_in_body",
            "Id and secret stand in the form, and ORDS looks for them in the Authorization header.",
            "Pass auth=(id, secret); in Postman: Client Authentication, Send as Basic Auth header.",
        )
    if evidence.scheme != "basic":
        return Verdict(
            401,
            "no_credentials",
            "The call carries no client id and secret in an Authorization header (Basic).",
            "Pass auth=(id, secret).",
        )
    if verdict.status == 401 and verdict.cause != "no_credentials":
        return verdict  # no such client, or one without a secret
    cause, sentence = what_is_wrong_with(evidence, dictionary, call.client)
    lost = cause in ("masked_secret", "wrong_secret", "no_secret_sent")
    sql = mend.new_secret(call.client) if lost and call.client else ""
    return Verdict(401, cause, "ORDS did not accept client id and secret.", sentence, sql)


def _bad_request(verdict: Verdict, evidence: Evidence) -> Verdict:
    fact = "The token endpoint understands a form with grant_type=client_credentials."
    if evidence.content_type and evidence.content_type != "application/x-www-form-urlencoded":
        reason = f"This call sent {evidence.content_type}: pass data={{...}}, not json={{...}}."
        return Verdict(400, "not_a_form", fact, reason)
    if not evidence.from_journal and evidence.grant_type not in ("", "client_credentials"):
        return Verdict(400, "other_grant", fact, f"This call asked for grant_type={evidence.grant_type}.")
    if verdict.cause == "wrong_grant":
        return verdict
    return Verdict(400, "no_grant_type", fact, 'Pass data={"grant_type": "client_credentials"}.')


# A resource


def _resource(dictionary: Dictionary, call: Call, verdict: Verdict, evidence: Evidence) -> Verdict:
    status = evidence.status
    if status == 401:
        return _unauthorized(dictionary, call, verdict, evidence)
    if evidence.scheme == "bearer" and verdict.cause == "no_token":
        verdict = _satisfied(dictionary, call, verdict)
    handler = find(dictionary, call.path).handler(call.method)
    source = mend.source_of(handler.module, handler.template, handler.method) if handler else ""
    if status == 404 and verdict.status == 200 and handler is None:
        return Verdict(
            404,
            "nothing_there",
            f"No privilege stopped the call, and ORDS found nothing at {call.path}.",
            "Of a table that is served as it is: is there a row with this key, and is it committed?",
        )
    if status == 404 and verdict.status == 200:
        return Verdict(
            404,
            "no_row",
            f"The call got through to the handler of {call}, and its query found no row.",
            "Run the query with the same values; and if the rows are yours, are they committed?",
            source,
        )
    if status == 555:
        return Verdict(
            555,
            "handler_failed",
            f"The call got through to the handler of {call}, which failed: {evidence.cause or 'no cause was given'}",
            "Run the handler's source with the same values to find the place.",
            source,
        )
    if status == 415:
        return Verdict(
            415,
            "content_type",
            f"The handler does not take {evidence.content_type or 'a body without a Content-Type'}.",
            "Its mimes_allowed says what it takes.",
            "select method, mimes_allowed from user_ords_handlers;",
        )
    if evidence.is_html and status == 200 and handler and handler.source_type == "plsql/block":
        return Verdict(
            200,
            "html_from_handler",
            "The handler is a PL/SQL block, and what it prints goes out as text/html unless it says otherwise.",
            "Let it set :content_type := 'application/json'.",
            source,
        )
    return _server(verdict, evidence, "ORDS")


def _satisfied(dictionary: Dictionary, call: Call, verdict: Verdict) -> Verdict:
    """It got past the guard with the token of some client: the verdict for one that can."""
    guard = guard_of(dictionary, call.path)
    able = callers(dictionary, guard.privilege) if guard else ()
    if not guard or not able:
        return verdict
    found = judge(dictionary, replace(call, client=able[0]))
    if found.status != 200:
        return found
    fact = f"The privilege {guard.privilege} guards this path by its {guard}, and the token satisfies it."
    return replace(found, fact=fact, reason=verdict.reason)


def _unauthorized(dictionary: Dictionary, call: Call, verdict: Verdict, evidence: Evidence) -> Verdict:
    fact = "The endpoint is guarded, and takes a token in the header Authorization: Bearer, a blank, the token."
    if evidence.scheme == "basic":
        reason = (
            "This call sent id and secret themselves (Basic): they buy a token at /oauth/token, and open nothing else."
        )
        return Verdict(401, "basic_at_endpoint", fact, reason)
    if evidence.scheme and evidence.scheme != "bearer":
        return Verdict(401, "no_bearer", fact, "The header that this call sent does not start with Bearer.")
    if not evidence.scheme:
        if call.client is None:
            return verdict
        return Verdict(401, "token_not_sent", fact, "This call sent no token.")
    if verdict.status == 401 and verdict.cause != "no_token":
        return verdict
    token = evidence.token
    if token.count(".") == 2 and token.startswith("ey"):
        reason = (
            "Issuer, audience, signature or scope do not fit it: the privilege's name must be among the scopes."
            if dictionary.jwt_profile
            else "The schema has no JWT profile, so ORDS takes its own tokens only."
        )
        return Verdict(401, "jwt", "The token is a JWT, which ORDS checks by the schema's JWT profile.", reason)
    if token and not re.fullmatch(r"[\w-]{22}(\.\.)?", token):
        reason = (
            "A token of ORDS has 22 characters, letters, digits, - and _: this one is longer, shorter or has others."
        )
        return Verdict(401, "token_shape", "What was sent is not a whole token.", reason)
    intact = "The chain is complete" if call.client else "The privilege can be satisfied"
    return Verdict(
        401,
        "token_refused",
        f"{intact}, and still this token got 401: it has expired, was revoked, or is of another client or schema.",
        AGAIN,
    )


def _server(verdict: Verdict, evidence: Evidence, who: str) -> Verdict:
    """The remaining statuses."""
    status = evidence.status
    if status == verdict.status:
        return verdict
    if status >= 500:
        return Verdict(
            status,
            "unavailable",
            f"{who} answered {status}: it can't reach the database, or is not ready.",
            "That is no matter of the chain: call again, and look at ORDS's log when it stays so.",
        )
    if 300 <= status < 400:
        return Verdict(
            status,
            "redirected",
            f"{who} answered {status}: it sends the caller to another address.",
            "That is ORDS's own page, not an endpoint: look at the address, and for https in it.",
        )
    return Verdict(
        status,
        "changed_since",
        f"The call got {status}; by the dictionary as it is now, it would get {verdict.status}.",
        "Either the metadata changed after the call, or ORDS still uses its copy of some seconds ago: call again.",
        verdict.sql,
    )
