"""Lesson 02: the role that a client will have to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.checkpoints.checkpoint import Checkpoint, NotTried, NotYet, Query

if TYPE_CHECKING:
    from ordslab.lab import Lab


def _look_into_database(query: Query) -> None:
    names = [name for (name,) in query("select name from user_ords_roles where upper(name) = 'LICENSE_ROLE'")]
    if not names:
        raise NotTried("There is no role license_role yet.")
    if "license_role" not in names:
        raise NotYet(f"The role is called {names[0]}; capitals count, and the lessons call it license_role.")


def _look_beyond(_lab: Lab) -> str:
    return "The role license_role exists."


ROLE = Checkpoint(
    name="role",
    hint="One call makes a role: ords.create_role(p_role_name => ...). Then commit.",
    cells=(
        """%%sql
begin
  ords.create_role(p_role_name => 'license_role');
  commit;
end;""",
    ),
    look_into_database=_look_into_database,
    look_beyond=_look_beyond,
    removals=(
        (
            "select 1 from user_ords_roles where name = 'license_role'",
            "begin ords.delete_role(p_role_name => 'license_role'); end;",
        ),
    ),
)
