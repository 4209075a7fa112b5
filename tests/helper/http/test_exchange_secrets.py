"""The secrets that an exchange tells by their names."""

from __future__ import annotations

import base64
import json

import pytest
import requests

from ordslab.http.exchange_secrets import received_secrets, sent_secrets

SECRET = "s3cr3t-of-anna"


def sent(method="POST", url="http://x/ords/page/it", **options):
    return requests.Request(method, url, **options).prepare()


def received(content="", **headers):
    response = requests.Response()
    response._content = content.encode()
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


@pytest.mark.parametrize(
    "request_",
    [
        sent(headers={"Authorization": f"Bearer {SECRET}"}),
        sent(headers={"Authorization": f"Basic {base64.b64encode(f'me:{SECRET}'.encode()).decode()}"}),
        sent(headers={"Authorization": f"basic   {base64.b64encode(f'me:{SECRET}'.encode()).decode()}"}),
        sent(headers={"Proxy-Authorization": SECRET}),
        sent(headers={"Cookie": f"language=en; session={SECRET}"}),
        sent(headers={"X-API-Key": SECRET}),
        sent(url=f"http://x/ords/page/it?id=1&access_token={SECRET}"),
        sent(url=f"http://x/ords/page/it#token={SECRET}"),
        sent(data={"grant_type": "client_credentials", "client_secret": SECRET}),
        sent(json={"client": [{"name": "x", "password": SECRET}]}),
        sent(data=json.dumps({"password": SECRET}), headers={"Content-Type": "text/plain"}),
    ],
    ids=lambda request: next(iter(request.headers.items()), ("", ""))[0] or request.url,
)
def test_a_request_tells_its_secrets(request_):
    """Promise: headers, cookies, addresses, forms and JSON: whatever says by its name that it is one."""
    assert SECRET in sent_secrets(request_)


@pytest.mark.parametrize(
    "response",
    [
        received(json.dumps({"access_token": SECRET, "token_type": "bearer"}), Content_Type="application/json"),
        received(f'<input name="csrf_token" value="{SECRET}">', Content_Type="text/html"),
        received(Set_Cookie=f"id={SECRET}; Path=/; HttpOnly"),
        received(Location=f"http://x/callback?code={SECRET}&state=1"),
        received(Location=f"http://x/callback#access_token={SECRET}"),
    ],
    ids=["JSON", "page", "cookie", "code", "fragment"],
)
def test_an_answer_tells_its_secrets(response):
    """Promise: body, headers, and where it sends us."""
    assert SECRET in received_secrets(response)


def test_the_body_alone():
    """Promise: what is asked of a redirect's body says nothing of headers and address."""
    headers = {"Authorization": f"Bearer {SECRET}"}
    assert sent_secrets(sent(url=f"http://x/?token={SECRET}", headers=headers, data={"a": "b"}), body_only=True) == []
    assert sent_secrets(sent(headers=headers, data={"password": SECRET}), body_only=True) == [SECRET, SECRET]


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, '{"a": 1}', "<p>password</p>", "a=b&c"])
def test_what_holds_none_tells_none(content):
    """Promise: broken, deep and ordinary bodies are passed over, whatever they are called."""
    for kind in ("application/json", "text/html", "application/x-www-form-urlencoded", ""):
        assert received_secrets(received(content, Content_Type=kind)) == []
