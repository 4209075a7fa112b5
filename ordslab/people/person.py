"""Who signs in: the schema's own user, or a user of ORDS's own file whom the lesson adds to the sandbox."""

import os
import secrets
from dataclasses import dataclass

import ordslab.sandbox
from ordslab.secrets.secret import Secret
from ordslab.settings.logon import connect_arguments
from ordslab.workbench import Workbench

ROLES = ("SQL Developer",)
"""What a user of the database holds who signs in (documented)."""
_NOBODY = """This ORDS is not the sandbox: {name} is somebody whom you add yourself. On a server of yours:
  ords config user add {name} {roles}
then set {variable}, and run the first cell again. Here it goes on with your own user."""


@dataclass(frozen=True)
class Person:
    """A user of ORDS, with their password. `roles`: those of ORDS's that they hold."""

    name: str
    password: Secret
    roles: tuple[str, ...] = ()


def myself(bench: Workbench) -> Person:
    """The schema's own user: whom a database lets in, an Autonomous Database's ORDS lets in too.

    In a sandbox that lets no user of the database in, the user `learner` of ORDS's file, with the same role.
    """
    if bench.settings.is_sandbox and _only_users_of_the_file(bench):
        return somebody(bench, "learner", ROLES)
    return Person(bench.settings.user.upper(), Secret(connect_arguments(bench.settings)["password"]), ROLES)


def _only_users_of_the_file(bench: Workbench) -> bool:
    answers = ordslab.sandbox.status(home=bench.settings.home).get("answers", {})
    return answers.get("database-users") == "refused"


def somebody(bench: Workbench, name: str, roles: tuple[str, ...]) -> Person:
    """A user of ORDS's own file, with a new password: added to the sandbox; a real ORDS has to know them already.

    Where nobody knows them, says so, and gives the schema's own user.
    """
    if bench.settings.is_sandbox:
        password = Secret(secrets.token_urlsafe(18))
        with bench.connection.cursor() as cursor:
            given = [name, password.reveal(), ",".join(roles)]
            cursor.execute("begin ordslab_sandbox.create_user(:name, :password, :roles); end;", given)
    else:
        variable = f"ORDSLAB_PASSWORD_{name.upper()}"
        password = Secret(os.environ.get(variable, ""))
        if not password:
            print(_NOBODY.format(name=name, roles=",".join(roles), variable=variable))
            return myself(bench)
    bench.known.learn(password)
    return Person(name, password, roles)
