"""Exercise 10: a case of the learner's own beside a colleague's in one schema, by a profile with a prefix."""

from ordslab.lessons.checkpoint import Checkpoint, NotTried
from ordslab.lessons.looks import whole_case
from ordslab.workbench import Workbench

_BUILD = 2
"""The hint about that."""


def _look_beyond(lab: Workbench) -> str:
    profile, prefix = lab.settings.profile, lab.names.prefix
    if lab.settings.is_sandbox or not prefix:
        raise NotTried(f"The lab that is open is {profile}, and it has no prefix.")
    whole_case(lab, _BUILD)
    return f"Your case stands under the prefix {prefix}, and takes nothing from the one without."


BESIDE = Checkpoint(
    name="exercise-10",
    hints=(
        'A prefix is lower-case letters and an underscore: "anna_". It goes into a profile beside the other entries.',
        'The profile is called mine, so open that one: lab = ordslab.open_lab("mine")',
        'lab.reset(to="token") builds all that lesson 5 begins with: the client is the last of it.',
    ),
    cells=(
        """import ordslab
from ordslab.settings import profiles

entries = profiles.find("work")
profiles.write("mine", entries | {"prefix": "anna_"}, profiles.user_file())
lab = ordslab.open_lab("mine")
lab.reset(to="token")""",
    ),
    look_beyond=_look_beyond,
    leaves_something=False,
    elsewhere=True,
)
