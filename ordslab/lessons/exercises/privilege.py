"""Exercise 3: a privilege of the learner's own, support_priv, that guards a new endpoint by a pattern."""

from ordslab.chain import Dictionary
from ordslab.chain.access_rule import guard_of
from ordslab.lessons.checkpoint import Checkpoint, NotYet
from ordslab.lessons.looks import get_without_token, not_there, why
from ordslab.workbench import Workbench

_NAME, _ROLE, _PATH = "support_priv", "support_role", "/support/tickets"
_ROLES, _PATTERN, _PASS, _COMMIT = 0, 1, 2, 3
"""The hints, by what they are about."""


def _look_into_dictionary(seen: Dictionary) -> None:
    if _NAME not in seen.privileges:
        raise not_there("privilege", _NAME, (each for each in seen.privileges if each != "license_priv"))
    roles = seen.roles_of(_NAME)
    if _ROLE not in roles:
        likely = f"the array has another role: {roles[0]}." if roles else "the array of roles stayed empty."
        raise NotYet(f"The privilege {_NAME} does not ask for the role {_ROLE}.", likely, _ROLES)
    if "license_role" in roles:
        raise NotYet(
            f"The privilege {_NAME} asks for license_role as well: several roles mean any one of them.",
            "so the license backend would read the tickets too.",
            _ROLES,
        )
    guards = seen.guards(_NAME)
    if not guards:
        raise NotYet(f"The privilege {_NAME} protects nothing yet.", "the array of patterns stayed empty.", _PASS)
    guard = guard_of(seen, _PATH)
    if guard is None or guard.privilege != _NAME:
        raise NotYet(f"{_PATH} is not protected by {_NAME}.", _why_not(guards[0]), _PATTERN)


def _why_not(pattern: str) -> str:
    if "/page/" in pattern or "/ords/" in pattern:
        return f"{pattern} holds the alias: a pattern starts behind it."
    if not pattern.startswith("/"):
        return f"{pattern} has no slash in front."
    if pattern.rstrip("/") == "/support":
        return f"{pattern} covers that one address: a star at its end covers all below it."
    return f"{pattern} is another address."


def _look_beyond(lab: Workbench) -> str:
    status = get_without_token(lab, _PATH).status_code
    if status not in (401, 403):
        raise NotYet(f"GET {_PATH} without a token answers {status}.", why(lab, "GET", _PATH)[1], _COMMIT)
    return f"GET {_PATH} without a token answers {status}: {_NAME} guards it, and asks for {_ROLE}."


_ENDPOINT = """%%sql
begin
  ords.define_module(p_module_name => 'support', p_base_path => '/support/');
  ords.define_template(p_module_name => 'support', p_pattern => 'tickets');
  ords.define_handler(
    p_module_name => 'support', p_pattern => 'tickets', p_method => 'GET',
    p_source_type => ords.source_type_collection_feed,
    p_source      => q'[select 1 as id, 'The program does not start' as subject from dual]'
  );
  ords.create_role(p_role_name => 'support_role');
  commit;
end;"""

GUARDED_TICKETS = Checkpoint(
    name="exercise-3",
    hints=(
        "l_roles(1) := 'support_role': this badge, and no other.",
        "A pattern starts behind the alias, with a slash, and a star at its end covers all below: '/support/*'",
        "Pass both arrays: p_roles => l_roles, p_patterns => l_patterns. The array of modules may be left out.",
        "Nothing closes before commit;",
    ),
    cells=(
        _ENDPOINT,
        """%%sql
declare
  l_roles    owa.vc_arr;
  l_patterns owa.vc_arr;
begin
  l_roles(1)    := 'support_role';
  l_patterns(1) := '/support/*';
  ords.define_privilege(
    p_privilege_name => 'support_priv',
    p_roles          => l_roles,
    p_patterns       => l_patterns,
    p_label          => 'Support',
    p_description    => 'Read the tickets'
  );
  commit;
end;""",
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
)
