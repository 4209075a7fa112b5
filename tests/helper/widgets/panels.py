"""What a page does to a panel, and what its reader finds."""

from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser

from ordslab.widgets.panel import Panel

CLIENT = "license_backend_client"


PATH = "customers/validation/1"


EVIL = '<img src=x onerror="alert(1)">'


def get_token(lab, client=CLIENT) -> str:
    me = lab.vault[client]
    form = {"grant_type": "client_credentials"}
    response = lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=(me.client_id, me.client_secret.reveal()))
    return response.json()["access_token"]


def click(panel: Panel, do: str, **values: object) -> list[dict]:
    """What the page does for a click: a message. Gives what the kernel said back to the page."""
    said: list[dict] = []
    panel.send = said.append
    panel._handle_custom_msg({"do": do, "with": values, "view": "me"}, [])
    return said


def shown(panel: Panel) -> str:
    """The text that a reader of the page finds."""
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data):
            texts.append(data)

        def handle_starttag(self, name, attributes):
            assert name != "script" and not [each for each, _ in attributes if each.startswith("on")]

    Reader().feed("".join(panel.regions.values()))
    return re.sub(r"\s+", " ", " ".join(texts))


def jwt_of(payload: dict) -> str:
    parts = [{"alg": "RS256", "kid": "1"}, payload]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])
