"""A person at a browser: signs in to a sandbox's pages, approves, and gets a token for a client."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import requests

STATE = "a state"


class Browser:
    """It keeps cookies and fills in forms."""

    def __init__(self, lab):
        self.lab = lab
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept"] = "text/html"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.session.close()

    def get(self, path, **parameters):
        return self.session.get(f"{self.lab.base_url}{path}", params=parameters, allow_redirects=False, timeout=10)

    def post(self, path, form):
        return self.session.post(f"{self.lab.base_url}{path}", data=form, allow_redirects=False, timeout=10)

    def sign_in(self, name, password):
        """The answer to the form."""
        return self.post("/sign-in/check", hidden(self.get("/sign-in/")) | {"j_username": name, "j_password": password})

    def ask(self, client_id, response_type="code", **more):
        return self.get("/oauth/auth", response_type=response_type, client_id=client_id, state=STATE, **more)

    def decide(self, client_id, decision="approve"):
        """The answer to the approval page's form, or at once where the person approved before."""
        asked = self.ask(client_id)
        if asked.status_code != 200:
            return asked
        return self.post("/oauth/auth", hidden(asked) | {"decision": decision})

    def code(self, client_id):
        """A code for the client."""
        return parse_qs(urlsplit(self.decide(client_id).headers["Location"]).query)["code"][0]


def hidden(answer):
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text)
    return {unescape(name): unescape(value) for name, value in found}
