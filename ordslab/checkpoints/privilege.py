"""Lesson 03: the privilege that protects the module and asks for the role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.checkpoints.checkpoint import ENDPOINT_PATH, Checkpoint, NotTried, NotYet, Query, get_without_token

if TYPE_CHECKING:
    from ordslab.lab import Lab


def _look_into_database(query: Query) -> None:
    if not query("select 1 from user_ords_privileges where name = 'license_priv'"):
        raise NotTried("There is no privilege license_priv yet.")
    roles = query("select role_name from user_ords_privilege_roles where privilege_name = 'license_priv'")
    if ("license_role",) not in roles:
        raise NotYet("The privilege license_priv does not ask for the role license_role.")
    modules = query("select module_name from user_ords_privilege_modules where privilege_name = 'license_priv'")
    patterns = query("select pattern from user_ords_privilege_mappings where name = 'license_priv'")
    if ("customers",) not in modules and not any(str(pattern).startswith("/customers") for (pattern,) in patterns):
        raise NotYet("The privilege license_priv protects nothing yet: map it to the module customers.")


def _look_beyond(lab: Lab) -> str:
    status = get_without_token(lab).status_code
    if status != 401:
        raise NotYet(f"GET {ENDPOINT_PATH} without a token answers {status}; a protected endpoint answers 401.")
    return f"GET {ENDPOINT_PATH} without a token answers 401: the endpoint is protected."


PRIVILEGE = Checkpoint(
    name="privilege",
    hint="ords.define_privilege takes arrays (owa.vc_arr): p_roles holds license_role, p_modules holds customers.",
    cells=(
        """%%sql
declare
  l_roles    owa.vc_arr;
  l_patterns owa.vc_arr;
  l_modules  owa.vc_arr;
begin
  l_roles(1)   := 'license_role';
  l_modules(1) := 'customers';
  ords.define_privilege(
    p_privilege_name => 'license_priv',
    p_roles          => l_roles,
    p_patterns       => l_patterns,
    p_modules        => l_modules,
    p_label          => 'License check',
    p_description    => 'Validate a customer license'
  );
  commit;
end;""",
    ),
    look_into_database=_look_into_database,
    look_beyond=_look_beyond,
    removals=(
        (
            "select 1 from user_ords_privileges where name = 'license_priv'",
            "begin ords.delete_privilege(p_name => 'license_priv'); end;",
        ),
    ),
)
