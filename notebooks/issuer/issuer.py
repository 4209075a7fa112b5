"""The identity provider of lesson 14: it signs people in, and issues JWTs. On one machine, in place of OCI IAM, Microsoft
Entra, Keycloak or Auth0.

The environment tells it the passwords of its two people (ALICE, BOB) and of its administrator (CONSOLE), and by how many
seconds its clock is ahead (CLOCK_AHEAD: a sandbox's clock can be moved). It prints its address and the certificate to
trust as one line of JSON, and ends when whoever started it goes away.
"""

import base64
import datetime
import hashlib
import hmac
import html
import ipaddress
import json
import os
import secrets
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import Route

PEOPLE = {"alice": ["license_role"], "bob": []}  # with their roles
APPS = {"atlas-desktop": "http://localhost/callback"}  # with their redirect addresses
SCOPES = ("openid", "license_priv")
PATIENCE = 60  # seconds that a sign-in page and a code are good for

PASSWORDS = {name: os.environ.pop(name) for name in ("ALICE", "BOB", "CONSOLE")}
AHEAD = float(os.environ.get("CLOCK_AHEAD", 0))

door = socket.create_server(("127.0.0.1", 0))
address = f"https://127.0.0.1:{door.getsockname()[1]}"
keys = {name: RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"}) for name in ("key-1", "key-2")}
keys["curve-1"] = ECKey.generate_key("P-256", {"kid": "curve-1", "use": "sig", "alg": "ES256"})
console = {
    "issuer": address,
    "audience": "atlas-licenses",
    "key": "key-1",
    "published": ["key-1", "curve-1"],
    "lifetime": 3600,
    "roles_at": "/roles",
}
pages, codes = {}, {}


def about(request):
    """GET /.well-known/openid-configuration: where everything is (OpenID Connect Discovery 1.0)."""
    places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
    found = {name: f"{address}/{place}" for name, place in places.items()}
    return JSONResponse({"issuer": address, **found, "code_challenge_methods_supported": ["S256"]})


def jwks(request):
    """GET /jwks: the public halves of the keys (RFC 7517)."""
    return JSONResponse({"keys": [keys[name].as_dict(private=False) for name in console["published"]]})


async def authorize(request):
    """GET /authorize: the sign-in page. POST: the code, sent back to the app by a redirect (RFC 6749, 4.1)."""
    if request.method == "GET":
        asked = dict(request.query_params)
        if APPS.get(asked.get("client_id")) != asked.get("redirect_uri"):
            return HTMLResponse("<p>No such app, or not its address.", 400)  # and no redirect to a stranger's address
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return HTMLResponse("<p>This provider wants PKCE.", 400)
        return page(asked)
    form = await form_of(request)
    asked, until = pages.pop(form.get("request"), ({}, 0))
    if time.monotonic() > until:
        return HTMLResponse("<p>This page is too old. Go back to the app, and begin again.", 400)
    user = form.get("user", "")
    if user not in PEOPLE or not right(PASSWORDS[user.upper()], form.get("password")):
        return page(asked, "Name or password is not right.", 403)
    codes[code := secrets.token_urlsafe(32)] = (asked, user, time.monotonic() + PATIENCE)
    answer = urlencode({"code": code, "state": asked.get("state", "")})
    return RedirectResponse(f"{asked['redirect_uri']}?{answer}", 302, {"Cache-Control": "no-store"})


def page(asked, problem="", status=200):
    pages[number := secrets.token_urlsafe(32)] = (asked, time.monotonic() + PATIENCE)
    return HTMLResponse(
        f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>
<h1>Sign in</h1><p>{html.escape(asked["client_id"])} wants to know who you are. <b>{problem}</b></p>
<form method="post" action="/authorize"><input type="hidden" name="request" value="{number}">
<p><label>Name <input name="user" autocomplete="username" required autofocus></label>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<p><button>Sign in</button></form></html>""",
        status,
        {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"},
    )


async def token(request):
    """POST /token: the code for a token, once, and for whoever knows the verifier alone (RFC 7636)."""
    form = await form_of(request)
    asked, user, until = codes.pop(form.get("code"), ({}, "", 0))
    hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    verified = right(asked.get("code_challenge", " "), base64.urlsafe_b64encode(hashed).decode().rstrip("="))
    same = all(asked.get(name) == form.get(name) for name in ("client_id", "redirect_uri"))
    if form.get("grant_type") != "authorization_code" or time.monotonic() > until or not (verified and same):
        return JSONResponse({"error": "invalid_grant"}, 400, {"Cache-Control": "no-store"})
    scope = " ".join(each for each in asked.get("scope", "").split() if each in SCOPES)
    answer = {"access_token": signed(user, scope), "token_type": "Bearer", "expires_in": console["lifetime"]}
    return JSONResponse(answer | {"scope": scope}, headers={"Cache-Control": "no-store"})


def signed(user, scope):
    """The token itself: what it says, and the signature over it."""
    now = int(time.time() + AHEAD)
    claims = {"iss": console["issuer"], "aud": console["audience"], "sub": f"{user}@example.com"}
    claims |= {"iat": now, "exp": now + console["lifetime"], "scope": scope}
    *path, last = console["roles_at"].split("/")[1:]
    at = claims
    for name in path:
        at = at.setdefault(name, {})
    at[last] = PEOPLE[user]
    key = keys[console["key"]]
    return jwt.encode({"alg": key.alg, "typ": "JWT", "kid": key.kid}, claims, key, algorithms=["RS256", "ES256"])


async def settings(request):
    """POST /console: the administrator's page, for programs. It changes what the next tokens are like."""
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not right(PASSWORDS["CONSOLE"], sent):
        return JSONResponse({"error": "only for the administrator"}, 403)
    changes = await request.json()
    if not changes.keys() <= console.keys():
        return JSONResponse({"error": f"there are: {', '.join(console)}"}, 400)
    console.update(changes)
    return JSONResponse(console)


async def form_of(request):
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def right(wanted, given):
    """Compared in constant time."""
    return hmac.compare_digest(wanted.encode(), (given or "").encode())


def certificate(folder):
    """A certificate for this machine that nobody but us vouches for, and its key: two files."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string(f"CN=issuer {secrets.token_hex(4)}")
    now = datetime.datetime.now(datetime.UTC)  # each run is an authority of its own, and has a name of its own
    this_machine = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).add_extension(this_machine, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    made = made.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=7))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "certificate.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(private)
    return folder / "certificate.pem", folder / "key.pem"


app = Starlette(
    routes=[
        Route("/.well-known/openid-configuration", about),
        Route("/jwks", jwks),
        Route("/authorize", authorize, methods=["GET", "POST"]),
        Route("/token", token, methods=["POST"]),
        Route("/console", settings, methods=["POST"]),
    ]
)

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:  # for its owner alone
        shown, private = certificate(Path(folder))
        config = uvicorn.Config(
            app, log_level="critical", timeout_graceful_shutdown=1, ssl_certfile=shown, ssl_keyfile=private
        )
        server = uvicorn.Server(config)
        threading.Thread(target=lambda: (sys.stdin.read(), setattr(server, "should_exit", True)), daemon=True).start()
        print(json.dumps({"issuer": address, "certificate": str(shown)}), flush=True)
        server.run(sockets=[door])
