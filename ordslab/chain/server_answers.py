"""Statuses that any call may get, whatever it addresses."""

from dataclasses import replace
from urllib.parse import urlsplit

from ordslab.chain.answer_facts import Evidence
from ordslab.chain.call import Verdict
from ordslab.chain.causes import CAUSES, verdict

_BY_STATUS = {
    406: "not_acceptable",
    412: "precondition",
    429: "too_many",
    431: "head_too_large",
    500: "server_error",
    502: "gateway",
    503: "unavailable",
    504: "gateway",
    507: "disk_full",
    571: "pool",
    572: "pool",
    573: "pool",
    574: "pool",
}
FORM = "application/x-www-form-urlencoded"


def weigh_server(expected: Verdict, evidence: Evidence, who: str) -> Verdict:
    """The verdict for a status that nothing about the call itself explains. `who` answers: ORDS, or a part of it."""
    status = evidence.status
    if status == expected.status or (200 <= status < 300 and expected.status == 200):
        return replace(expected, status=status)
    if status == 304:
        return verdict("not_modified")
    if 300 <= status < 400:
        return _redirected(evidence, who)
    if status == 413:
        cause = "form_too_large" if evidence.content_type == FORM else "body_too_large"
        return verdict(cause, size=f"{evidence.size:,}" if evidence.size else "too many")
    if cause := _BY_STATUS.get(status, ""):
        return verdict(cause, status=status, who=who, accept=evidence.accept or "nothing")
    if status in {each for each, _, _ in CAUSES.values()}:
        return verdict("changed_since", status=status, expected=expected.status)
    return verdict("unknown_status", status=status)


def _redirected(evidence: Evidence, who: str) -> Verdict:
    """By where it sends the caller."""
    there = urlsplit(evidence.location)
    if "/sign-in/" in there.path:
        return verdict("sent_to_sign_in", status=evidence.status)
    if "/_/" in there.path or there.path.rstrip("/") == "/ords":
        return verdict("landing_page", status=evidence.status)
    if there.scheme == "https":
        return verdict("sent_to_https", status=evidence.status, host=there.netloc)
    return verdict("redirected", status=evidence.status, who=who)
