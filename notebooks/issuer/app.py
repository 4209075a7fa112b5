"""The app of lesson 14, as far as it signs a person in: the authorization code flow with PKCE, in one function.

A person would fill in the sign-in page; here the caller gives name and password, so that a notebook runs by itself.
"""

import base64
import hashlib
import re
import secrets
from urllib.parse import parse_qs, urlsplit

APP = {"client_id": "atlas-desktop", "redirect_uri": "http://localhost/callback"}


def sign_in(http, issuer, certificate, user, password, scope="openid license_priv"):
    """The access token of a person. `http` is a requests session; `certificate`: whom to trust for the issuer."""
    about = http.get(f"{issuer}/.well-known/openid-configuration", verify=certificate).json()
    verifier, state = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    question = APP | {"response_type": "code", "scope": scope, "state": state}
    question |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    page = http.get(about["authorization_endpoint"], params=question, verify=certificate)
    form = {"request": re.search('name="request" value="([^"]+)"', page.text)[1], "user": user, "password": password}
    back = http.post(about["authorization_endpoint"], data=form, allow_redirects=False, verify=certificate)
    answer = parse_qs(urlsplit(back.headers["Location"]).query)
    if answer["state"] != [state]:
        raise ValueError("this answer belongs to another question")
    form = APP | {"grant_type": "authorization_code", "code": answer["code"][0], "code_verifier": verifier}
    return http.post(about["token_endpoint"], data=form, verify=certificate).json()["access_token"]
