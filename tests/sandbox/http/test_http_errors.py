"""Error bodies and their format."""

import pytest

from ordslab.sandbox.http.errors import problem, wants_json


def test_the_401_body_has_the_length_of_the_one_that_was_observed():
    """Source KR-LAB: Content-Length 183; certain."""
    assert len(problem(401, "w4UbuYdZgYcyPtP86tRUrg")) == 183


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("GET", {"accept": "application/json"}, True),
        ("GET", {"accept": "text/html;q=0.5, application/problem+json"}, True),
        ("GET", {"accept": "*/*", "user-agent": "curl/8.5"}, True),
        ("GET", {"accept": "*/*", "origin": "http://x"}, True),
        ("POST", {"origin": "http://x", "content-type": "application/x-www-form-urlencoded"}, False),
        ("GET", {"accept": "text/html"}, False),
        ("GET", {"accept": "*/*", "user-agent": "python-requests/2"}, False),
    ],
)
def test_the_automatic_format_follows_the_request(method, headers, expected):
    """Source HOINA-DG2; certain, except the last: inferred."""
    assert wants_json(method, headers) is expected
