"""An answer weighed against the dictionary: what remains to explain when the links of the chain do not."""

from dataclasses import replace

from ordslab.chain.answer_facts import Evidence
from ordslab.chain.call import Call, Verdict
from ordslab.chain.causes import verdict
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.resource_answers import weigh_resource
from ordslab.chain.token_answers import weigh_page, weigh_token
from ordslab.http.tokens_seen import TOKEN_PATH


def weigh(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    """The verdict by the dictionary, or another one where the answer shows more than the dictionary does."""
    if evidence.cause == "Invalid SNI":
        return replace(verdict("sni"), status=evidence.status)
    if evidence.status == 403 and "not addressed by that name" in evidence.message:
        return verdict("host_refused")
    if expected.cause in ("wrong_alias", "alias_missing", "schema_not_enabled"):
        return _elsewhere(expected, evidence)
    judgement = {"own_page": weigh_page}.get(expected.cause, weigh_resource)
    judgement = weigh_token if call.path == TOKEN_PATH else judgement
    found = judgement(dictionary, call, expected, evidence)
    return found if found.status == evidence.status else replace(found, status=evidence.status)


def _elsewhere(expected: Verdict, evidence: Evidence) -> Verdict:
    """It did not come to this schema: another one answers there, or ORDS itself."""
    if evidence.status < 400 and (evidence.is_html or evidence.location):
        return verdict("landing_page", status=evidence.status)
    return replace(expected, status=evidence.status)
