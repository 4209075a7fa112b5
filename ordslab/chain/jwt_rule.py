"""Whether a JWT holds: each claim against the schema's JWT profile, in the order in which it fails.

Documented (Developer's Guide, "JWT Bearer Token Authentication"): what is asked for. Every failure is the same 401
(observed), so the order is nobody's to see: form, signature, claims, then what it opens (inferred).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ordslab.chain.access_rule import guard_of
from ordslab.chain.answer_facts import Evidence
from ordslab.chain.call import Verdict
from ordslab.chain.causes import verdict
from ordslab.chain.dictionary import Dictionary, JwtProfile
from ordslab.chain.json_web_token import Jwt, decode
from ordslab.secrets import masking
from ordslab.text import counted

ALGORITHMS = ("RS256", "RS384", "RS512")
_LONGEST = 80


@dataclass(frozen=True)
class Check:
    """One thing that a JWT must have. `cause`: the word for it when it fails; `holds`: None where nobody can tell."""

    cause: str
    holds: bool | None
    found: str
    wanted: str

    @property
    def name(self) -> str:
        """What is checked."""
        return self.cause.removeprefix("jwt_").replace("_", " ")


def checks(
    dictionary: Dictionary, profile: JwtProfile, jwt: Jwt, now: datetime | None, path: str = ""
) -> Iterator[Check]:
    """All checks but the signature's. `now`: by the database's clock. `path`: what it is to open."""
    header = jwt.header
    algorithm, kid = header.get("alg"), header.get("kid")
    yield _check("jwt_algorithm", algorithm in ALGORITHMS, algorithm, ", ".join(ALGORITHMS))
    yield _check(
        "jwt_type", str(header.get("typ", "JWT")).upper() == "JWT", header.get("typ", "none"), "JWT, or no typ"
    )
    yield _check("jwt_key", None if isinstance(kid, str) else False, kid, f"a kid among the keys at {profile.jwk_url}")
    yield from _claims(profile, jwt, now)
    guard = guard_of(dictionary, path) if path else None
    if guard:
        yield _opens(dictionary, profile, jwt, guard.privilege)


def _claims(profile: JwtProfile, jwt: Jwt, now: datetime | None) -> Iterator[Check]:
    claims, skew = jwt.payload, max(profile.skew or 0, 0)
    audience = claims.get("aud")
    issuer = claims.get("iss")
    yield _check("jwt_issuer", _same(issuer == profile.issuer, profile.issuer), issuer, profile.issuer)
    meant = profile.audience in (audience if isinstance(audience, list) else [audience])
    yield _check("jwt_audience", _same(meant, profile.audience), audience, profile.audience)
    yield _check("jwt_subject", isinstance(claims.get("sub"), str), "none" if "sub" not in claims else "some", "a sub")
    at = now.timestamp() if now else None
    issued, expires, begins = jwt.moment("iat"), jwt.moment("exp"), jwt.moment("nbf")
    past = issued is not None and _before(issued, at, skew)
    yield _check("jwt_issued", past, _when(issued, now), "past")
    valid = expires is not None and _after(expires, at, skew)
    yield _check("jwt_expiry", valid, _when(expires, now), "ahead")
    if "nbf" in claims:
        begun = begins is not None and _before(begins, at, skew)
        yield _check("jwt_not_before", begun, _when(begins, now), "past")
    if (profile.age or 0) > 0:
        old = None if at is None or issued is None else at - issued.timestamp()
        fresh = None if old is None else old <= (profile.age or 0) + skew
        yield _check("jwt_age", fresh, _when(issued, now), f"{profile.age} s at most")


def _opens(dictionary: Dictionary, profile: JwtProfile, jwt: Jwt, privilege: str) -> Check:
    if not profile.role_claim:
        found = " ".join(jwt.scopes) or "none"
        return _check("jwt_scope", privilege in jwt.scopes, found, f"the scope {privilege}, the privilege's name")
    roles, asked = roles_at(jwt.payload, profile.role_claim), dictionary.roles_of(privilege)
    wanted = f"one of {', '.join(asked)} at {profile.role_claim}"
    return _check("jwt_role", not asked or not set(asked).isdisjoint(roles), " ".join(roles) or "none", wanted)


def roles_at(claims: Mapping[str, Any], pointer: str) -> tuple[str, ...]:
    """The array of names that a JSON pointer (RFC 6901) leads to, () where it leads to none."""
    value: Any = claims
    for part in pointer.split("/")[1:]:
        if not isinstance(value, Mapping):
            return ()
        value = value.get(part.replace("~1", "/").replace("~0", "~"))
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def weigh_jwt(dictionary: Dictionary, path: str, evidence: Evidence) -> Verdict:
    """Why a JWT got 401: the first check that does not hold."""
    profile, jwt = dictionary.jwt_profile, decode(evidence.token)
    if profile is None:
        return verdict("jwt_no_profile")
    if jwt is None:
        return verdict("jwt_form")
    for each in checks(dictionary, profile, jwt, evidence.now, path):
        if each.holds is False:
            return verdict(each.cause, found=each.found, wanted=each.wanted)
    return verdict("jwt_signature", url=masking.without_port(profile.jwk_url))


def _check(cause: str, holds: Any, found: object, wanted: str) -> Check:
    text = "none" if found is None else masking.without_port(str(found))
    return Check(cause, None if holds is None else bool(holds), text[:_LONGEST], masking.without_port(wanted))


def _same(holds: bool, known: str) -> bool | None:
    """Whether it holds; None where the profile could not be read."""
    return holds if known else None


def _before(moment: datetime, now: float | None, skew: int) -> bool | None:
    return None if now is None else moment.timestamp() <= now + skew


def _after(moment: datetime, now: float | None, skew: int) -> bool | None:
    return None if now is None else now < moment.timestamp() + skew


def _when(moment: datetime | None, now: datetime | None) -> str:
    """A moment in words that are the same for a while."""
    if moment is None:
        return "missing"
    if now is None:
        return "not compared: the database's time is not known"
    apart = (now - moment).total_seconds()
    hours = int(abs(apart) // 3600)
    by = "less than an hour" if not hours else counted(hours, "hour") if hours < 48 else counted(hours // 24, "day")
    return f"{'past' if apart >= 0 else 'ahead'}, by {by}"
