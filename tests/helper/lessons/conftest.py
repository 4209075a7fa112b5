"""A schema that is cleaned behind a test, whatever it made there."""

from __future__ import annotations

import pytest

from ordslab.sql.run import run
from ordslab.sql.script import split

EMPTIED = """
begin
  for each in (select name from user_ords_privileges where name not like 'oracle.%') loop
    ords.delete_privilege(each.name);
  end loop;
  for each in (select name from user_ords_clients) loop
    oauth.delete_client(each.name);
  end loop;
  for each in (select name from user_ords_roles where name not like 'oracle.%') loop
    ords.delete_role(each.name);
  end loop;
  for each in (select name from user_ords_modules) loop
    ords.delete_module(each.name);
  end loop;
  commit;
end;"""


@pytest.fixture
def cleaned(lab):
    """A lab, whose schema loses all privileges, clients, roles and modules behind the test: misspelt ones too."""
    yield lab
    lab.connection.rollback()
    run(lab.connection, split(EMPTIED)[0], {}, EMPTIED)
