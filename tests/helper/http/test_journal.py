"""The journal, against a server of a few lines."""

from __future__ import annotations

from .answers import TOKEN, ask_for_token


def test_the_journal_holds_no_secret(session, url):
    """Promise: neither Authorization nor form nor answer leaves a secret in the journal, wherever one looks."""
    ask_for_token(session, url)
    (exchange,) = session.journal
    assert (exchange.method, exchange.path, exchange.status) == ("POST", "/ords/page/oauth/token", 200)
    assert exchange.authorization == "Basic ********"
    assert "grant_type=client_credentials" in exchange.sent and '"expires_in": 3600' in exchange.received
    everything = repr(vars(session.journal)) + session.journal.frame().to_csv()
    assert "s3cret" not in everything and TOKEN not in everything and "aWQ6" not in everything


def test_the_journal_counts(session, url):
    """Promise: the journal's text counts, so that it never differs from run to run."""
    assert repr(session.journal) == "Journal(0 exchanges)"
    session.get(f"{url}/x")
    assert repr(session.journal) == "Journal(1 exchange)"
    session.journal.clear()
    assert len(session.journal) == 0 and list(session.journal.frame().columns) == [
        "method",
        "path",
        "authorization",
        "status",
    ]


def test_redirects_are_two_exchanges(session, url):
    """Promise: each answer of a chain of redirects is written down, in order."""
    session.get(f"{url}/from")
    assert [(each.path, each.status) for each in session.journal] == [("/from", 302), ("/to", 401)]
