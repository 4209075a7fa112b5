"""The doctor: looks at this machine and at a profile's database and ORDS, and says what to mend and how.

    ordslab doctor [--profile NAME] [--json]        lab.doctor()

It reads only. Each check is a function that gives one finding; a check that rests on a failed one is skipped.
"""

import ordslab.sandbox
from ordslab import settings
from ordslab.doctor import machine
from ordslab.doctor.finding import Finding, Level, Report, failed, ok, skipped
from ordslab.errors import LabError
from ordslab.settings.current import SANDBOX, Settings

__all__ = ["Finding", "Level", "Report", "examine", "examine_database"]


def examine(profile: str | None = None, known: Settings | None = None) -> Report:
    """Look at this machine, then at the profile. Nothing is raised: what goes wrong is a finding."""
    name = profile or settings.chosen()
    findings = machine.look(name)
    if name == SANDBOX and not _sandbox_runs():
        return Report(name, (*findings, skipped("sandbox", "it is not running; ordslab sandbox start starts it")))
    return Report(name, (*findings, *examine_database(name, known).findings))


def examine_database(profile: str, known: Settings | None = None) -> Report:
    """Look at the profile's database and ORDS only. `known`: its settings where they are loaded already."""
    from ordslab.doctor import database, ords  # a driver that is missing is a finding of the machine's

    try:
        where = known or settings.load(profile)
    except LabError as error:
        return Report(profile, (failed("profile", error.what, error.next_step),))
    described = ok("profile", f"{where.user} at {where.base_url}")
    return Report(profile, (described, *database.look(where), *ords.look(where)))


def _sandbox_runs() -> bool:
    return bool(ordslab.sandbox.status(home=settings.home())["running"])
