"""Exercise 8: a door that a colleague left open, by a pattern that covers less than was meant."""

from ordslab.chain import Dictionary
from ordslab.chain.access_rule import guard_of
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.looks import get_without_token
from ordslab.workbench import Workbench

_PRIVILEGE, _ROLE, _PATH, _AS_LEFT = "support_priv", "support_role", "/support/tickets", "/support"
_ASK, _PATTERN, _DEFINE, _COMMIT = 0, 1, 2, 3
"""The hints, by what they are about."""


def _look_into_dictionary(seen: Dictionary) -> None:
    if seen.module("support") is None or _PRIVILEGE not in seen.privileges:
        raise NotTried("The colleague's module support and the privilege support_priv are not there.")
    guard = guard_of(seen, _PATH)
    if guard is None and _AS_LEFT in seen.guards(_PRIVILEGE):
        raise NotTried(f"{_PATH} is as the colleague left it: open to everybody.")
    if guard is None:
        raise NotYet(f"{_PATH} is still open to everybody.", _why(seen.guards(_PRIVILEGE)), _PATTERN)
    if guard.privilege != _PRIVILEGE:
        raise NotYet(f"{_PATH} is guarded by {guard.privilege}, not by {_PRIVILEGE}.", "mend the one there is.", _ASK)
    if seen.roles_of(_PRIVILEGE) != (_ROLE,):
        roles = ", ".join(seen.roles_of(_PRIVILEGE)) or "no role: any pass will do"
        raise NotYet(f"{_PRIVILEGE} asks for {roles}.", f"defined anew, it takes the roles anew: {_ROLE}.", _DEFINE)


def _why(guards: tuple[str, ...]) -> str:
    return f"{', '.join(guards)} does not cover it." if guards else "the privilege is mapped to nothing now."


def _look_beyond(lab: Workbench) -> str:
    status = get_without_token(lab, _PATH).status_code
    if status not in (401, 403):
        raise NotYet(f"GET {_PATH} without a token answers {status}.", "", _ASK)
    return f"GET {_PATH} without a token answers {status}: the colleague's door is closed, with its own badge."


def _guarding(pattern: str, before: str = "") -> str:
    """The cell that lets the colleague's privilege guard a pattern."""
    return f"""%%sql
declare
  l_roles    owa.vc_arr;
  l_patterns owa.vc_arr;
begin
{before}  l_roles(1)    := 'support_role';
  l_patterns(1) := '{pattern}';
  ords.define_privilege(p_privilege_name => 'support_priv', p_roles => l_roles, p_patterns => l_patterns);
  commit;
end;"""


_ENDPOINT = """\
  ords.define_module(p_module_name => 'support', p_base_path => '/support/');
  ords.define_template(p_module_name => 'support', p_pattern => 'tickets');
  ords.define_handler(
    p_module_name => 'support', p_pattern => 'tickets', p_method => 'GET',
    p_source_type => ords.source_type_collection_feed,
    p_source      => q'[select 1 as id, 'The program does not start' as subject from dual]'
  );
  ords.create_role(p_role_name => 'support_role');
"""

LEFT_OPEN = Checkpoint(
    name="exercise-8",
    hints=(
        'Ask: lab.explain("GET", "support/tickets"). It names the pattern, and what it does not cover.',
        "A pattern without a star covers that one address. With /* at its end it covers all below it.",
        "ords.define_privilege for the same name replaces it, its roles too: l_roles(1) := 'support_role'.",
        "Nothing closes before commit;",
    ),
    cells=(_guarding("/support", _ENDPOINT), _guarding("/support/*")),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
)
