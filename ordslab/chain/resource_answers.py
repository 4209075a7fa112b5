"""What an endpoint answers beyond what the dictionary says: tokens, bodies, rows, and what happens inside a handler."""

import re
from collections.abc import Callable
from dataclasses import replace

from ordslab.chain import mends as mend
from ordslab.chain.access_rule import callers, guard_of
from ordslab.chain.answer_facts import Evidence, looks_like_jwt
from ordslab.chain.call import Call, Verdict
from ordslab.chain.causes import verdict
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.dictionary_judgement import asks, judge
from ordslab.chain.jwt_rule import weigh_jwt
from ordslab.chain.mending_sql import MIMES, source_of
from ordslab.chain.routes import Route, find
from ordslab.chain.server_answers import weigh_server

_FORBIDDEN = re.compile(
    r"""[?#;%\x00-\x1f] | // | \\\\ | \.\. | [\s.]\Z
      | (?:^|/)(?:CON|PRN|AUX|CLOCK\$|NUL|COM\d|LPT\d)(?:\.[^/]*)?(?:/|\Z)""",
    re.VERBOSE | re.IGNORECASE,
)
"""What no path may hold (Developer's Guide, "About Request Path Syntax Requirements")."""


def weigh_resource(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    """The verdict for an answer at an endpoint."""
    if evidence.status == 400 and _FORBIDDEN.search(call.path):
        return verdict("bad_path", path=call.path)
    if evidence.status == 401:
        return _unauthorized(dictionary, call, expected, evidence)
    if evidence.status == 403 and (found := _forbidden(dictionary, call, expected, evidence)):
        return found
    if evidence.scheme == "bearer" and expected.status == 401:
        expected = _satisfied(dictionary, call, expected, evidence)
    route = find(dictionary, call.path)
    source = _source(route, call.method)
    if expected.status == 200 and evidence.status >= 300 and _is_the_handlers(route, call, evidence):
        return verdict("handler_status", look=source, status=evidence.status, call=call)
    weighed = _BY_STATUS.get(evidence.status)
    if weighed and expected.status == 200 and (found := weighed(call, route, evidence, source)):
        return found
    handler = route.handler(call.method)
    if evidence.is_html and evidence.status == 200 and handler and handler.source_type == "plsql/block":
        return verdict("html_from_handler", look=source)
    return weigh_server(expected, evidence, "ORDS")


def _source(route: Route, method: str) -> str:
    handler = route.handler(method)
    return source_of(handler.module, handler.template, handler.method) if handler else ""


def _is_the_handlers(route: Route, call: Call, evidence: Evidence) -> bool:
    """Whether a block set the status itself: then the body is its own, too."""
    handler = route.handler(call.method)
    in_block = handler is not None and handler.source_type in ("plsql/block", "mle/javascript")
    return in_block and not evidence.by_ords and not evidence.from_journal


# Who calls


def _satisfied(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    """It got past the guard with a token that is nobody's or another's: the verdict for one that can."""
    guard = guard_of(dictionary, call.path)
    if guard is None or expected.cause != "no_token":
        return expected
    fact = f"The privilege {guard.privilege} guards this path by its {guard}, and the token satisfies it."
    through = "The JWT holds by the schema's JWT profile." if looks_like_jwt(evidence.token) else expected.reason
    able = callers(dictionary, guard.privilege)
    if not able:
        by_jwt = looks_like_jwt(evidence.token) and dictionary.jwt_profile is not None
        return replace(expected, status=200, cause="allowed", fact=fact, reason=through) if by_jwt else expected
    found = judge(dictionary, replace(call, client=able[0]))
    return found if found.status != 200 else replace(found, fact=fact, reason=through)


def _forbidden(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict | None:
    """A page of another origin, or a caller who is known and lacks the role, where ORDS says so by 403."""
    if evidence.origin:
        origin, modules = evidence.origin, [each for each in dictionary.modules if call.path.startswith(each.prefix)]
        if not modules:
            return verdict("origin_refused_here", origin=origin, path=call.path)
        module = max(modules, key=lambda each: len(each.prefix))
        return verdict("origin_refused", mend.allow_origin(module, origin), module=module.name, origin=origin)
    if evidence.scheme == "bearer" and expected.status == 401:
        return verdict("role_missing", expected.mend, fact=expected.fact)
    guard = guard_of(dictionary, call.path)
    if guard and (evidence.scheme == "basic" or evidence.cookie):
        roles = dictionary.roles_of(guard.privilege)
        return verdict("user_lacks_role", privilege=guard.privilege, asks=asks(roles))
    return None


def _unauthorized(dictionary: Dictionary, call: Call, expected: Verdict, evidence: Evidence) -> Verdict:
    token = evidence.token
    if evidence.scheme == "basic":
        return verdict("basic_at_endpoint")
    if evidence.scheme not in ("", "bearer"):
        return verdict("no_bearer")
    if not evidence.scheme:
        return expected if call.client is None else verdict("token_not_sent")
    if looks_like_jwt(token):
        return weigh_jwt(dictionary, call.path, evidence)
    if expected.status == 401 and expected.cause != "no_token":
        return expected
    if token and not re.fullmatch(r"[\w-]{22}(\.\.)?", token):
        return verdict("token_shape")
    if expected.cause == "person_allowed":
        return verdict("person_refused", client=call.client, person=expected.reason)
    return verdict("token_refused", intact="The chain is complete" if call.client else "The privilege can be satisfied")


# What is sent, and what is there


def _bad_request(call: Call, route: Route, evidence: Evidence, source: str) -> Verdict | None:
    numbers = [name for name in ("offset", "limit", "page") if not evidence.query.get(name, "0").isdecimal()]
    if numbers or evidence.query.get("limit") == "0":
        return verdict("bad_paging", name=numbers[0] if numbers else "limit")
    if not evidence.is_json:
        return verdict("bad_json")
    if "q" in evidence.query:
        return verdict("bad_filter")
    if route.object and call.method == "DELETE" and not route.rest:
        return verdict("delete_all", name=route.object.name)
    if route.object:
        return verdict("bad_row", kind=route.object.type.lower(), name=route.object.name)
    return verdict("bad_value", look=source)


def _not_found(call: Call, route: Route, evidence: Evidence, source: str) -> Verdict | None:
    return verdict("no_row", look=source, call=call) if source else verdict("nothing_there", path=call.path)


def _failed(call: Call, route: Route, evidence: Evidence, source: str) -> Verdict | None:
    error, served = evidence.cause or "no cause was given", route.object
    if served:
        return verdict("object_failed", kind=served.type.lower(), name=served.name, error=error)
    code = re.match(r"ORA-(\d{5})", error)
    for cause, codes in _FAILURES.items():
        if code and int(code[1]) in codes:
            return verdict(cause, look=source, call=call, error=error)
    return verdict("handler_failed", look=source, call=call, error=error)


_FAILURES: dict[str, tuple[int, ...] | range] = {
    "handler_raised": range(20000, 21000),
    "handler_lacks": (942, 904, 4043, 6550, 1031),
    "handler_value": (1722, 6502, 1858, 1861, 1843, 1830, 12899, 1438, 1400),
    "handler_refused": (1, 2290, 2291, 2292, 54, 60),
}
"""Causes of a 555 by the number of Oracle's error."""


def _media_type(call: Call, route: Route, evidence: Evidence, source: str) -> Verdict | None:
    sent = evidence.content_type or "a body without a Content-Type"
    return verdict("object_json", sent=sent) if route.object else verdict("content_type", look=MIMES, sent=sent)


def _error(call: Call, route: Route, evidence: Evidence, source: str) -> Verdict | None:
    """500, where a block may have set a status that HTTP does not have."""
    handler = route.handler(call.method)
    in_block = handler is not None and handler.source_type == "plsql/block"
    return verdict("handlers_status_is_none", look=source, call=call) if in_block else None


_BY_STATUS: dict[int, Callable[[Call, Route, Evidence, str], Verdict | None]] = {
    400: _bad_request,
    404: _not_found,
    415: _media_type,
    500: _error,
    555: _failed,
}
