"""The roles and addresses that ORDS brings along, named for what they open."""

POWERS = {
    # reported (peterobrien.blog/tag/security): a bearer of the role reaches the built-in services
    "SQL Developer": "any SQL as the schema's user (_/sql), the Database API and Database Actions",
    # documented: Developer's Guide 26.3, Enabling ORDS Database API
    "SQL Administrator": "the Database API: what an administrator does with the database",
    "System Administrator": "the Database API: what an administrator does with the database",
    # documented: SODA for REST, Security
    "SODA Developer": "all document collections, to read, write and delete (soda)",
    # observed in exported schemas; what it opens is inferred from its name
    "oracle.dbtools.autorest.any.schema": "AutoREST's objects of every schema",
    # inferred
    "OAuth2 Client Developer": "the pages on which it may register further clients",
}
"""What a role of ORDS's own opens."""
_ANY_OBJECT = "oracle.dbtools.role.autorest.any."
# documented: thatjeffsmith.com/archive/2019/06/database-authentication-and-rest-data-services
_WHOSE = {"SQL Developer": "each database user who signs in holds it"}
_CONFIGURED = "users of ORDS's own configuration hold it"
ADDRESSES = {
    "/_/sql": "REST-enabled SQL: any SQL as the schema's user",
    "/_/db-api/stable/": "the Database API",
    "/_sdw/": "Database Actions",
    "/soda/latest/": "SODA: document collections",
    "/mcp": "the MCP server: tools for language models, since ORDS 26.2",
}
"""ORDS's own addresses below the alias, and what answers there; /mcp lies beside the alias."""


def opens(role: str) -> str:
    """What a powerful role opens; "" for any other."""
    if role.startswith(_ANY_OBJECT):
        return "each object of the schema that AutoREST serves, to read, write and delete"
    return POWERS.get(role, "")


def whose(role: str) -> str:
    """Who holds a role that the schema does not give out; "" for its own."""
    return _WHOSE.get(role, _CONFIGURED) if role in POWERS else ""
