"""What the lessons about people look at: a client that acts for somebody, and who has approved of it."""

from ordslab.chain import Dictionary
from ordslab.chain.dictionary import Client
from ordslab.lessons.checkpoint import NotYet
from ordslab.lessons.looks import not_there
from ordslab.names import MADE
from ordslab.sql.run import rows
from ordslab.workbench import Workbench

DATABASE_USERS = "SQL Developer"
"""The role that ORDS gives to users of the database."""


def for_people(name: str, privilege: str, seen: Dictionary) -> Client:
    """A client that acts for people and asks for the privilege. Raises `NotTried` or `NotYet`."""
    client = seen.client(name)
    if client is None:
        raise not_there("client", name, (each.name for each in seen.clients if each.name not in MADE["client"]))
    if not client.flow.upper().startswith("AUTH"):
        raise NotYet(
            "The client has another grant type; it should be authorization_code.",
            "It can't be changed: delete the client (ords_security.delete_client) and register it again.",
        )
    if (name, privilege) not in seen.client_privileges:
        raise NotYet(
            f"The client {name} does not ask for the privilege {privilege}.",
            "p_privilege_names stayed empty, or has another name.",
            1,
        )
    return client


def approved(name: str, lab: Workbench) -> list[str]:
    """Who has approved of a client, by the dictionary."""
    found = rows(lab.connection, "select title, approval_user, status from user_ords_approvals")
    return [user for title, user, status in found if title == lab.names.in_database(name) and status == "APPROVED"]
