"""What the lab knows to be secret is hidden by its value in %%sql, whatever it is called there. On a sandbox."""

from __future__ import annotations

import base64

import pytest

from ordslab.errors import SqlError
from ordslab.secrets.secret import MASK, Secret

MAKE = """
begin
  oauth.create_client(p_name => 'legacy', p_grant_type => 'client_credentials', p_support_email => 'a@example.com',
                      p_privilege_names => null);
end;
/"""


@pytest.fixture
def secret(notebook, lab):
    """The secret of a client that the older package made: the dictionary shows it in clear."""
    notebook.sql(MAKE)
    with lab.connection.cursor() as cursor:
        yield cursor.execute("select client_secret from user_ords_clients where name = 'legacy'").fetchone()[0]
    lab.connection.rollback()


@pytest.mark.parametrize(
    "query",
    [
        "select client_secret from user_ords_clients",
        "select client_secret as said from user_ords_clients",
        "select name || ':' || client_secret as \"N\" from user_ords_clients",
        "select json_object('a' value client_secret) j from user_ords_clients",
        "select utl_raw.cast_to_raw(client_secret) r from user_ords_clients",
        "with c (x) as (select client_secret from user_ords_clients) select x y from c",
        "select s from own_view",
    ],
)
def test_a_secret_under_any_alias_is_a_secret(notebook, secret, query):
    """Promise: as a column of its own, within a text, through a view: Python gets a Secret, and no output has it."""
    notebook.sql("create or replace view own_view as select client_secret s from user_ords_clients;")
    notebook.sql(MAKE.replace("legacy", "second"))  # a view commits
    table = notebook.sql(query)
    (value, *_) = [each for each in table.iloc[:, 0] if secret in (each.reveal() if isinstance(each, Secret) else each)]
    assert isinstance(value, Secret) and secret not in repr(table) + table.to_html() + table.to_csv()
    notebook.sql(
        "drop view own_view;\nbegin oauth.delete_client('legacy'); oauth.delete_client('second'); commit; end;"
    )


def test_a_secret_in_a_bind_is_a_secret(notebook, secret):
    """Promise: selected into a bind of any name it reaches Python as a Secret; the id beside it is text."""
    notebook.sql("begin select client_id, client_secret into :a, :b from user_ords_clients where name = 'legacy'; end;")
    assert notebook.variables["b"] == Secret(secret) and isinstance(notebook.variables["a"], str)


def test_a_plain_text_in_python_is_hidden_in_later_output(notebook, lab, secret, capsys):
    """Promise: what a loop left in a plain str is masked once the lab knows it: output, errors, tables, reprs."""
    plain = secret
    lab.vault.keep("legacy", "id", plain)
    basic = base64.b64encode(f"id:{plain}".encode()).decode()
    notebook.variables.update(plain=plain, basic=basic)
    notebook.sql(f"prompt {plain}\nexec dbms_output.put_line(:basic)")
    table = notebook.sql(f"select :plain as a, 'x{plain}' as b, 1 as \"{plain}\" from dual")
    with pytest.raises(SqlError) as caught:
        notebook.sql(f"begin raise_application_error(-20000, '{plain}'); end;")
    notebook.shell.run_cell("[plain, {'a': plain}]")
    notebook.shell.run_cell("plain")
    notebook.shell.run_cell("import pandas as pd; pd.DataFrame({'a': [plain], plain: [1]})")
    shown_as, _ = notebook.shell.display_formatter.format(notebook.shell.user_ns["_"])
    assert set(shown_as) >= {"text/plain", "text/html"} and plain not in str(shown_as)
    shown = capsys.readouterr().out + repr(table) + str(list(table.columns)) + str(caught.value)
    lab.vault.forget("legacy")
    assert plain not in shown and basic not in shown and shown.count(MASK) >= 8


def test_bound_secrets_are_known(notebook, capsys):
    """Promise: a value that is bound as :..secret.. is hidden in what a block prints."""
    notebook.variables.update(my_secret="correct horse")
    notebook.sql("exec dbms_output.put_line('it is ' || :my_secret)")
    assert f"it is {MASK}" in capsys.readouterr().out
