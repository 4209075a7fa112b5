"""Which packages for clients a database has."""

from __future__ import annotations

from types import SimpleNamespace

import oracledb
import pytest

from ordslab.sql.dialect import Dialect, dialect_of


class Probed:
    """Stands for a connection: compiles blocks that name one of its packages."""

    def __init__(self, *packages, fails=None):
        self.packages = packages
        self.fails = fails

    def __enter__(self):
        return self

    cursor = __enter__

    def __exit__(self, *_):
        return None

    def execute(self, block):
        assert "if 1 = 0 then" in block  # it changes nothing
        if not any(f" {package}." in block for package in self.packages):
            code = self.fails or "ORA-06550"
            raise oracledb.DatabaseError(SimpleNamespace(full_code=code, message=f"{code}: PLS-00201"))


@pytest.mark.parametrize(
    ("packages", "package", "text"),
    [
        (("oauth", "ords_security"), "ords_security", "Dialect(ORDS_SECURITY and OAUTH)"),
        (("ords_security",), "ords_security", "Dialect(ORDS_SECURITY)"),
        (("oauth",), "oauth", "Dialect(OAUTH)"),
        ((), "ords_security", "Dialect(neither ORDS_SECURITY nor OAUTH)"),
    ],
)
def test_what_compiles_is_there(packages, package, text):
    """Promise: what does not compile is not for this user; of both packages the current one is taken."""
    found = dialect_of(Probed(*packages))
    assert (found.package, repr(found)) == (package, text)


def test_other_errors_are_no_answer():
    """Promise: a connection that broke is not taken for a missing package."""
    with pytest.raises(oracledb.DatabaseError):
        dialect_of(Probed(fails="DPY-4011"))


def test_the_older_package_alone_is_enough_for_the_case(lab, capsys):
    """Promise: on a database that has only OAUTH, solution, solve and reset go by it, and lead to the same state."""
    lab.__dict__["dialect"] = Dialect(oauth=True, ords_security=False)
    lab.solution("client")
    assert "oauth.create_client" in capsys.readouterr().out
    assert lab.solve("client").passed and lab.solve("call").passed
    lab.reset(to="endpoint")
    assert not len(lab.views.clients)
