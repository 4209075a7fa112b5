"""Error bodies and their format."""

import pytest

from ordslab.sandbox.http.errors import Problem, problem_body, resource_error, wants_json
from ordslab.sandbox.sql.errors import OraError


def test_the_401_body_has_the_length_of_the_one_that_was_observed():
    """Source KR-LAB: Content-Length 183; certain."""
    assert len(problem_body(Problem(401), "w4UbuYdZgYcyPtP86tRUrg")) == 183


def test_the_404_body():
    """Source: a public file that shows an item without a row; certain."""
    assert problem_body(Problem(404), "gpIzlHbEqGhY_81qvuhCTg") == (
        b'{\n    "code": "NotFound",\n    "message": "Not Found",\n'
        b'    "type": "tag:oracle.com,2020:error/NotFound",\n'
        b'    "instance": "tag:oracle.com,2020:ecid/gpIzlHbEqGhY_81qvuhCTg"\n}\n'
    )


def test_the_555_body_has_its_members_in_order():
    """Source: three public transcripts; certain, but the text of `action`."""
    import json

    error = OraError(20999, message="wrong\nORA-06512: at line 1")
    content = json.loads(problem_body(resource_error(error), "x"))
    assert list(content) == ["code", "title", "message", "o:errorCode", "cause", "action", "type", "instance"]
    assert content["o:errorCode"] == "ORDS-25001"
    assert content["cause"] == (
        "An error occurred when evaluating the SQL statement associated with this resource. "
        "SQL Error Code 20999, Error Message: ORA-20999: wrong\nORA-06512: at line 1\n"
    )


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("GET", {"accept": "application/json"}, True),
        ("GET", {"accept": "text/html;q=0.5, application/problem+json"}, True),
        ("GET", {"accept": "*/*", "user-agent": "curl/8.5"}, True),
        ("GET", {"accept": "*/*", "origin": "http://x"}, True),
        ("POST", {"origin": "http://x", "content-type": "application/x-www-form-urlencoded"}, False),
        ("GET", {"accept": "text/html"}, False),
        ("GET", {"accept": "text/html", "x-requested-with": "XMLHttpRequest"}, False),
        ("GET", {"accept": "*/*", "user-agent": "python-requests/2"}, False),
    ],
)
def test_the_automatic_format_follows_the_request(method, headers, expected):
    """Source HOINA-DG2; certain, except what speaks for both and the last: inferred."""
    assert wants_json(method, headers) is expected


def test_header_names_go_out_as_ords_writes_them(ords):
    """Source KR-LAB: Content-Type, not content-type; observed. On the wire, which a client's library would hide."""
    import socket

    with socket.create_connection(("127.0.0.1", ords.port), timeout=10) as connection:
        connection.sendall(b"POST /ords/page/oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
    names = [line.split(b":")[0] for line in head.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]]
    assert names == [b"Content-Type", b"X-Frame-Options", b"WWW-Authenticate", b"Content-Length"]
