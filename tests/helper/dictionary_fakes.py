"""A schema's dictionary as rows of the helper's one statement, and a lab whose database answers with them."""

from __future__ import annotations

from datetime import UTC, datetime

import oracledb

from ordslab.lab import Lab
from ordslab.settings.current import Settings
from ordslab.sql.clock import Clock
from ordslab.sql.dialect import Dialect

BASE_URL = "https://db.example.com/ords/page"
CLIENT = "license_backend_client"

CASE = {
    "schema": [("page", "ENABLED", "PAGE")],
    "module": [("customers", "/customers/", "PUBLISHED")],
    "handler": [("customers", "validation/{id}", "GET", "json/item", "0")],
    "role": [("license_role",)],
    "privilege": [("license_priv",), ("oracle.soda.privilege.developer",)],
    "privilege_role": [("license_priv", "license_role"), ("oracle.soda.privilege.developer", "SODA Developer")],
    "privilege_pattern": [("oracle.soda.privilege.developer", "/soda/*")],
    "privilege_module": [("license_priv", "customers")],
    "client": [(CLIENT, "Zm6Z-XMm_LTOrgGMLxtT7Q..", "CLIENT_CRED", "masked none", None)],
    "client_role": [(CLIENT, "license_role")],
    "client_privilege": [(CLIENT, "license_priv")],
    "jwt_profile": [],
}
"""The lessons' case, complete."""


def rows(**changes):
    """The case's rows, those of the named kinds replaced."""
    return [(kind, *row, *[None] * (5 - len(row))) for kind, some in (CASE | changes).items() for row in some]


class FakeCursor:
    outputtypehandler = description = None

    def __init__(self, connection):
        self.connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def execute(self, text):
        self._rows = self.connection.rows if text.startswith("select 'schema'") else []
        self.connection.asked.append((text, self.prefetchrows, self.arraysize))
        for code, word in self.connection.lacks.items():
            if word in text:
                error = oracledb.DatabaseError(FakeError(code, f"{code}: {word} is not there"))
                raise error

    def fetchall(self):
        return self._rows


class FakeError:
    offset = 0

    def __init__(self, code, message):
        self.full_code, self.message = code, message

    def __str__(self):
        return self.message


class FakeConnection:
    """It answers the chain's statement with its rows, any other with none. `lacks`: error codes by what brings them."""

    def __init__(self, rows, transaction_in_progress=False, lacks=None):
        self.rows = rows
        self.transaction_in_progress = transaction_in_progress
        self.lacks = lacks or {}
        self.asked = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def cursor(self):
        return FakeCursor(self)

    def is_healthy(self):
        return True

    def close(self):
        pass


BOTH_PACKAGES = Dialect(oauth=True, ords_security=True)


def fake_lab(home, mine, fresh=None, dialect=BOTH_PACKAGES):
    """A lab of a real database's profile, whose own connection is `mine`; `fresh` is what lab.connect() gives."""
    lab = Lab(Settings(profile="work", home=home, user="PAGE", dsn="db", base_url=BASE_URL))
    lab._connection = mine
    lab.dialect = dialect
    lab.read_clock = lambda: Clock.read(datetime.now(UTC))
    lab.connect = lambda: fresh if fresh is not None else _refuse()
    return lab


def _refuse():
    raise AssertionError("a second connection was opened")
