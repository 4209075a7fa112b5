"""What lesson 14 and its exercise share: the provider started, the profile, the calls with one of its tokens."""

from ordslab.chain import Dictionary
from ordslab.http.journal import Exchange
from ordslab.lessons.checkpoint import NotTried
from ordslab.workbench import Workbench

AUDIENCE = "atlas-licenses"
"""What the lesson's tokens are for: by it the lesson's profile is known."""

START = (
    """import json, os, pathlib, runpy, secrets, subprocess, sys
from ordslab.lessons.notebooks import find_lessons

folder = find_lessons() / "issuer"
people = {name: secrets.token_urlsafe(9) for name in ("ALICE", "BOB", "CONSOLE")}
lab.known.learn(*people.values())
environment = os.environ | people | {"CLOCK_AHEAD": str(lab.read_clock().ahead)}
pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
program = subprocess.Popen([sys.executable, str(folder / "issuer.py")], env=environment, **pipes)
started = json.loads(program.stdout.readline())
issuer, certificate = started["issuer"], started["certificate"]
jwk_url, trusted = f"{issuer}/jwks", pathlib.Path(certificate).read_text()
sign_in = runpy.run_path(str(folder / "app.py"))["sign_in"]""",
    """%%sql
begin
  ordslab_sandbox.trust_certificate(:trusted);
end;""",
    """def token_of(user, scope="openid license_priv"):
    return sign_in(lab.http, issuer, certificate, user, people[user.upper()], scope)

def call(token, customer=1):
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    return lab.http.get(f"{lab.base_url}/customers/validation/{customer}", headers=headers)

def tell(**settings):
    me = {"Authorization": f"Bearer {people['CONSOLE']}"}
    lab.http.post(f"{issuer}/console", json=settings, headers=me, verify=certificate).raise_for_status()""",
)
"""The cells that start the provider, make ORDS trust its certificate, and name what the lesson does again and again."""

_PROFILE = """%%sql
begin
  ords_security.delete_jwt_profile;
  ords_security.create_jwt_profile(
    p_issuer          => :issuer,
    p_audience        => 'atlas-licenses',
    p_jwk_url         => :jwk_url,
    p_allowed_skew    => 30,
    p_role_claim_name => {pointer}
  );
  commit;
end;"""
PROFILE_BY_SCOPE = (_PROFILE.format(pointer="null"),)


def profile_by_roles(pointer: str) -> str:
    """The cell that makes the profile with this claim of roles."""
    return _PROFILE.format(pointer=f"'{pointer}'")


def there_is_a_profile(seen: Dictionary) -> None:
    """Raises `NotTried` where the schema has no JWT profile."""
    if not seen.jwt_profile:
        raise NotTried("There is no JWT profile in this schema.")


def calls_with_its_token(lab: Workbench, path: str) -> list[Exchange]:
    """The calls of addresses with this part, with a bearer token, after a token was bought from the issuer."""
    found, issued = [], False
    for each in lab.journal:
        if each.path.endswith("/token") and each.status == 200:
            issued = not each.path.endswith("/oauth/token")
        elif issued and path in each.path and each.authorization.lower().startswith("bearer "):
            found.append(each)
    return found
