"""A text that must not be shown."""

from __future__ import annotations

from ordslab.secrets.secret import MASK, Secret

SECRET = "aB3-_kLmNoPqRsTuVwXyZ0.."


def test_secret_shows_eight_asterisks():
    """Promise: no way of turning a Secret into text gives the text, but reveal()."""
    secret = Secret(SECRET)
    shown = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r:>3}",
        "".join(map(str, [secret])),
        str([secret]),
        str({"a": secret}),
    ]
    assert SECRET not in "".join(shown)
    assert str(secret) == repr(secret) == MASK == "********"
    assert secret.reveal() == SECRET


def test_secret_shows_asterisks_in_a_table():
    """Promise: a DataFrame shows a Secret masked as text, HTML and CSV."""
    import pandas as pd

    frame = pd.DataFrame({"CLIENT_SECRET": [Secret(SECRET)]})
    assert SECRET not in repr(frame) + frame.to_html() + frame.to_csv()
    assert MASK in repr(frame)


def test_secrets_compare_by_text():
    """Promise: two Secrets of one text are equal, and a Secret never equals a plain text."""
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert not Secret("")
