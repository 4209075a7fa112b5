"""Exercise 2: a second role, support_role, in both senses of the word there: named as asked, and committed."""

from ordslab.chain import Dictionary
from ordslab.lessons.checkpoint import Checkpoint, NotYet
from ordslab.lessons.looks import not_there
from ordslab.workbench import Workbench

_NAME = "support_role"


def _look_into_dictionary(seen: Dictionary) -> None:
    if _NAME in seen.roles:
        asked_by = [privilege for privilege, role in seen.privilege_roles if role == _NAME]
        if asked_by == ["license_priv"]:
            raise NotYet(f"{_NAME} opens the license check too.", "license_priv asks for it: leave that to its role.")
        return
    raise not_there("role", _NAME, (each for each in seen.roles if each != "license_role"), hint=1)


def _look_beyond(_lab: Workbench) -> str:
    return f"The role {_NAME} is there for ORDS to see, and nobody asks for it: it opens nothing, and closes nothing."


SECOND_ROLE = Checkpoint(
    name="exercise-2",
    hints=(
        "It is the call of step 2, with another name.",
        "ords.create_role(p_role_name => 'support_role'): between quotes, in lower case.",
        "ORDS sees what is committed: commit; is the last line of the block.",
    ),
    cells=(
        """%%sql
begin
  ords.create_role(p_role_name => 'support_role');
  commit;
end;""",
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
)
