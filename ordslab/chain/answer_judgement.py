"""An answer weighed against the dictionary: what remains to explain when the links of the chain do not."""

from __future__ import annotations

import re
from dataclasses import replace

from ordslab.chain import mending_sql as sql
from ordslab.chain import mends as mend
from ordslab.chain.access_rule import callers, guard_of
from ordslab.chain.answer_facts import Evidence
from ordslab.chain.call import Call, Verdict
from ordslab.chain.causes import verdict
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.dictionary_judgement import judge
from ordslab.chain.routes import find
from ordslab.http.tokens_seen import TOKEN_PATH


def weigh(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    """The verdict by the dictionary, or another one where the answer shows more than the dictionary does."""
    if evidence.cause == "Invalid SNI":
        return verdict("sni", status=evidence.status)
    if expected.cause in ("wrong_alias", "schema_not_enabled", "own_page"):
        return replace(expected, status=evidence.status)
    judgement = _token if call.path == TOKEN_PATH else _resource
    return judgement(dictionary, call, expected, evidence)


# The token endpoint


def _token(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    if evidence.status == 400:
        return _bad_request(expected, evidence)
    if evidence.status != 401:
        return _server(expected, evidence, "The token endpoint")
    if evidence.secret_in_form:
        return verdict("credentials_in_body")
    if evidence.scheme != "basic":
        return verdict("no_credentials")
    if expected.status == 401 and expected.cause != "no_credentials":
        return expected  # no such client, or one without a secret
    return _wrong_credentials(dictionary, call.client, evidence)


def _bad_request(expected: Verdict, evidence: Evidence) -> Verdict:
    if evidence.content_type not in ("", "application/x-www-form-urlencoded"):
        return verdict("not_a_form", sent=evidence.content_type)
    if not evidence.from_journal and evidence.grant_type not in ("", "client_credentials"):
        return verdict("other_grant", grant=evidence.grant_type)
    return expected if expected.cause == "wrong_grant" else verdict("no_grant_type")


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


# A resource


def _resource(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    status = evidence.status
    if status == 401:
        return _unauthorized(dictionary, call, expected, evidence)
    if status == 403:
        return _forbidden(dictionary, call, expected, evidence)
    if evidence.scheme == "bearer" and expected.cause == "no_token":
        expected = _satisfied(dictionary, call, expected)
    handler = find(dictionary, call.path).handler(call.method)
    source = sql.source_of(handler.module, handler.template, handler.method) if handler else ""
    if status == 404 and expected.status == 200:
        return verdict("no_row", look=source, call=call) if handler else verdict("nothing_there", path=call.path)
    if status == 555:
        return verdict("handler_failed", look=source, call=call, error=evidence.cause or "no cause was given")
    if status == 415:
        sent = evidence.content_type or "a body without a Content-Type"
        return verdict("content_type", look="select method, mimes_allowed from user_ords_handlers;", sent=sent)
    if evidence.is_html and status == 200 and handler and handler.source_type == "plsql/block":
        return verdict("html_from_handler", look=source)
    return _server(expected, evidence, "ORDS")


def _satisfied(dictionary: Dictionary, call: Call, expected: Verdict) -> Verdict:
    """It got past the guard with the token of some client: the verdict for one that can."""
    guard = guard_of(dictionary, call.path)
    able = callers(dictionary, guard.privilege) if guard else ()
    if not guard or not able:
        return expected
    found = judge(dictionary, replace(call, client=able[0]))
    if found.status != 200:
        return found
    fact = f"The privilege {guard.privilege} guards this path by its {guard}, and the token satisfies it."
    return replace(found, fact=fact, reason=expected.reason)


def _forbidden(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    """A page of another origin, or a caller who is known and lacks the role, where ORDS says so by 403."""
    if evidence.origin:
        origin, modules = evidence.origin, [each for each in dictionary.modules if call.path.startswith(each.prefix)]
        if not modules:
            return verdict("origin_refused_here", origin=origin, path=call.path)
        module = max(modules, key=lambda each: len(each.prefix))
        return verdict("origin_refused", mend.allow_origin(module, origin), module=module.name, origin=origin)
    if expected.status == 401 and evidence.scheme == "bearer":
        return verdict("role_missing", expected.mend, fact=expected.fact)
    return _server(expected, evidence, "ORDS")


def _unauthorized(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    token = evidence.token
    if evidence.scheme == "basic":
        return verdict("basic_at_endpoint")
    if evidence.scheme not in ("", "bearer"):
        return verdict("no_bearer")
    if not evidence.scheme:
        return expected if call.client is None else verdict("token_not_sent")
    if expected.status == 401 and expected.cause != "no_token":
        return expected
    if token.count(".") == 2 and token.startswith("ey"):
        scopes = "Issuer, audience, signature or scope do not fit it: the privilege's name must be among the scopes."
        none = "The schema has no JWT profile, so ORDS takes its own tokens only."
        return verdict("jwt", profile=scopes if dictionary.jwt_profile else none)
    if token and not re.fullmatch(r"[\w-]{22}(\.\.)?", token):
        return verdict("token_shape")
    return verdict("token_refused", intact="The chain is complete" if call.client else "The privilege can be satisfied")


def _server(expected: Verdict, evidence: Evidence, who: str) -> Verdict:
    """The remaining statuses."""
    status = evidence.status
    if status == expected.status:
        return expected
    if status >= 500:
        return verdict("unavailable", status=status, who=who)
    if 300 <= status < 400:
        return verdict("redirected", status=status, who=who)
    return verdict("changed_since", status=status, expected=expected.status)
