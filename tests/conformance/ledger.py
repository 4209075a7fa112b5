"""What the fidelity page says of each subprogram, constant, type and view, beside what the conformance tests promise.

Status: exact (as far as the source goes), simplified (works, with the difference that is noted) or absent (refused with
ORA-03001, or not there at all). Mark: how well its signature, or its existence, is known.
"""

from __future__ import annotations

from typing import NamedTuple

STATUSES = EXACT, SIMPLIFIED, ABSENT = "exact", "simplified", "absent"
MARKS = DOCUMENTED, OBSERVED, REPORTED, INFERRED = "documented", "observed", "reported", "inferred"


class Row(NamedTuple):
    """A row of the page."""

    status: str
    mark: str
    source: str
    note: str = ""


ORDS = {
    "ENABLE_SCHEMA": Row(EXACT, OBSERVED, "KR-LAB, SAMQA", "the defaults of the mapping are inferred"),
    "SET_URL_MAPPING": Row(EXACT, INFERRED, "DG-26.2-IDX", "parameters after ENABLE_SCHEMA's"),
    "DROP_REST_FOR_SCHEMA": Row(EXACT, OBSERVED, "DBCOMP"),
    "ENABLE_OBJECT": Row(
        SIMPLIFIED,
        OBSERVED,
        "SKILLS, an export in a public repository",
        "a package shows one service, not one for each of its subprograms; overloaded ones are not called",
    ),
    "DROP_REST_FOR_OBJECT": Row(
        EXACT, OBSERVED, "two public scripts", "that it is content where nothing is enabled is inferred"
    ),
    "DEFINE_MODULE": Row(EXACT, OBSERVED, "SAMQA, DG-26.2-ORDS"),
    "DEFINE_TEMPLATE": Row(
        EXACT, OBSERVED, "SAMQA, DBCOMP", "that a template defined again loses its handlers is inferred"
    ),
    "DEFINE_HANDLER": Row(SIMPLIFIED, DOCUMENTED, "DG-26.3-ADMIN", "mle/javascript is kept and shown, and not run"),
    "DEFINE_PARAMETER": Row(EXACT, OBSERVED, "SAMQA", "defaults and some types are inferred"),
    "DEFINE_SERVICE": Row(EXACT, DOCUMENTED, "DG-26.2-ORDS", "the last parameters are inferred"),
    "CREATE_SERVICE": Row(EXACT, DOCUMENTED, "DG-26.2-ORDS", "deprecated; the last parameters are inferred"),
    "PUBLISH_MODULE": Row(EXACT, OBSERVED, "DBCOMP"),
    "RENAME_MODULE": Row(EXACT, OBSERVED, "DBCOMP", "P_NEW_NAME is inferred"),
    "SET_MODULE_ORIGINS_ALLOWED": Row(EXACT, OBSERVED, "SKILLS, public scripts"),
    "DELETE_MODULE": Row(EXACT, OBSERVED, "KR-LAB, DBCOMP"),
    "DELETE_TEMPLATE": Row(EXACT, DOCUMENTED, "RELNOTES-25.3, DBCOMP", "public since 25.3"),
    "DELETE_HANDLER": Row(EXACT, DOCUMENTED, "RELNOTES-25.3, DBCOMP", "public since 25.3"),
    "CREATE_ROLE": Row(EXACT, DOCUMENTED, "DG-26.2-ORDS", "that a second call changes nothing is inferred"),
    "DELETE_ROLE": Row(EXACT, OBSERVED, "TW-NOTES"),
    "RENAME_ROLE": Row(EXACT, INFERRED, "DG-26.2-IDX", "the names of its parameters are inferred"),
    "DEFINE_PRIVILEGE": Row(EXACT, OBSERVED, "SAMQA, TW-NOTES, a public script", "three overloads"),
    "CREATE_PRIVILEGE": Row(EXACT, OBSERVED, "KR-LAB, VB-ORDS", "two overloads"),
    "CREATE_PRIVILEGE_MAPPING": Row(EXACT, OBSERVED, "SODA-SEC, VB-ORDS", "two overloads"),
    "DELETE_PRIVILEGE_MAPPING": Row(EXACT, OBSERVED, "TW-NOTES"),
    "DELETE_PRIVILEGE": Row(EXACT, OBSERVED, "TW-NOTES"),
    "RENAME_PRIVILEGE": Row(EXACT, INFERRED, "DG-26.2-IDX"),
    "SET_MODULE_PRIVILEGE": Row(EXACT, REPORTED, "SKILLS"),
    "FINALIZE_IMPORT": Row(SIMPLIFIED, OBSERVED, "exports in public repositories", "P_PRUNE => TRUE is refused"),
    "INSTALLED_VERSION": Row(SIMPLIFIED, OBSERVED, "APEX-SRC", "ends in .ordslab, which no release of ORDS does"),
    **{
        f"SOURCE_TYPE_{name}": Row(EXACT, OBSERVED, "SAMQA, KR-LAB")
        for name in (
            "COLLECTION_FEED",
            "COLLECTION_ITEM",
            "QUERY",
            "QUERY_ONE_ROW",
            "FEED",
            "CSV_QUERY",
            "MEDIA",
            "PLSQL",
        )
    },
    "SOURCE_TYPE_MLE_JAVASCRIPT": Row(
        SIMPLIFIED, OBSERVED, "an export in a public repository", "the constant only: no JavaScript is run"
    ),
}

_CLIENT = "DG-26.3-OAUTH, KR-LAB"
OAUTH = {
    "CREATE_CLIENT": Row(
        SIMPLIFIED,
        DOCUMENTED,
        _CLIENT,
        "P_TOKEN_ENDPOINT_AUTH_METHOD takes client_secret_basic only",
    ),
    "IMPORT_CLIENT": Row(EXACT, OBSERVED, "TJS-MIG, an export in a public repository"),
    "UPDATE_CLIENT": Row(
        SIMPLIFIED,
        OBSERVED,
        "a public script",
        "P_PRIVILEGE_NAMES is a comma list; the type T_ORDS_VCHAR_TAB is not here",
    ),
    "UPDATE_CLIENT_SECRET": Row(EXACT, OBSERVED, "TJS-MIG", "the names of its parameters are inferred"),
    "ROTATE_CLIENT_SECRET": Row(EXACT, INFERRED, "DG-CHG-22.2", "its parameters are inferred"),
    "RENAME_CLIENT": Row(EXACT, DOCUMENTED, "DG-26.2-IDX"),
    "DELETE_CLIENT": Row(EXACT, OBSERVED, "KR-LAB, TW-NOTES"),
    "GRANT_CLIENT_ROLE": Row(EXACT, OBSERVED, _CLIENT),
    "REVOKE_CLIENT_ROLE": Row(EXACT, OBSERVED, "TW-NOTES"),
    "MODIFY_APPROVAL_STATUS": Row(EXACT, REPORTED, "MENNOOO"),
    "CREATE_JWT_PROFILE": Row(EXACT, DOCUMENTED, "HOINA-DG2"),
    "DELETE_JWT_PROFILE": Row(EXACT, DOCUMENTED, "HOINA-DG2"),
}

_SECURITY = "HOINA-SEC, DG-26.3-SEC"
ORDS_SECURITY = {
    name: Row(EXACT, DOCUMENTED, _SECURITY)
    for name in (
        "REGISTER_CLIENT",
        "IMPORT_CLIENT",
        "ROTATE_CLIENT_SECRET",
        "REVOKE_CLIENT_SECRETS",
        "REVOKE_CLIENT_SECRET",
        "GRANT_CLIENT_ROLE",
        "REVOKE_CLIENT_ROLE",
        "UPDATE_CLIENT",
        "UPDATE_CLIENT_PRIVILEGES",
        "UPDATE_CLIENT_TOKEN_DURATION",
        "UPDATE_CLIENT_LOGO",
        "DELETE_CLIENT",
        "VERIFY_CLIENT",
        "CREATE_JWT_PROFILE",
        "DELETE_JWT_PROFILE",
    )
} | {
    "REGISTER_CLIENT_SECRET": Row(EXACT, OBSERVED, "ERP", "other overloads were not seen"),
    "RENAME_CLIENT": Row(EXACT, INFERRED, "DG-25.3-SEC", "the names of its parameters are inferred"),
}

ORDS_TYPES = {
    "T_CLIENT_KEY": Row(EXACT, DOCUMENTED, "HOINA-SEC", "sizes are inferred"),
    "T_CLIENT_SECRET": Row(EXACT, DOCUMENTED, "HOINA-SEC", "the type of ISSUED_ON is inferred"),
    "T_CLIENT_CREDENTIALS": Row(EXACT, OBSERVED, "all scripts"),
    "OAUTH_CLIENT_KEY": Row(EXACT, DOCUMENTED, "HOINA-SEC", "P_NAME and P_CLIENT_ID are inferred"),
    "OAUTH_CLIENT_SECRET": Row(EXACT, OBSERVED, "DBAHUB-SEC, a public script", "P_SLOT is inferred"),
}

ORDS_CONSTANTS = {
    "OAUTH_CLIENT_SECRET_SKIP": Row(SIMPLIFIED, DOCUMENTED, "HOINA-SEC", "its value is inferred"),
    "OAUTH_CLIENT_SECRET_DEFAULT": Row(SIMPLIFIED, DOCUMENTED, "HOINA-SEC", "its value is inferred"),
}

ORDS_EXPORT = {
    "EXPORT_SCHEMA": Row(
        SIMPLIFIED,
        DOCUMENTED,
        "DG-26.1-EXPORT",
        "P_CLEANUP_MISSING_OBJECTS => TRUE is refused; clients are imported by ORDS_SECURITY, each within a handler, "
        "so that the script can be run again",
    ),
    "EXPORT_MODULE": Row(EXACT, OBSERVED, "public scripts", "what P_PRIVS_WITH_OTHER_MOD_REFS chooses is inferred"),
}

_NO_KEYS = Row(ABSENT, DOCUMENTED, "DG-26.3-SECADM", "refused with ORA-03001")


def _twin(rows: dict[str, Row], *without: str) -> dict[str, Row]:
    """An administrators' package: as the schema owner's, with p_schema."""
    return {name: row for name, row in rows.items() if name not in without}


PACKAGES: dict[str, dict[str, Row]] = {
    "ORDS": ORDS,
    "OAUTH": OAUTH,
    "ORDS_SECURITY": ORDS_SECURITY,
    "ORDS_TYPES": ORDS_TYPES,
    "ORDS_CONSTANTS": ORDS_CONSTANTS,
    "ORDS_EXPORT": ORDS_EXPORT,
    "ORDS_ADMIN": _twin(ORDS, "INSTALLED_VERSION", "CREATE_SERVICE"),
    "OAUTH_ADMIN": _twin(OAUTH),
    "ORDS_SECURITY_ADMIN": _twin(ORDS_SECURITY)
    | {"ROTATE_SECURITY_KEYS": _NO_KEYS, "ROTATE_ALL_SECURITY_KEYS": _NO_KEYS},
    "ORDS_EXPORT_ADMIN": {"EXPORT_SCHEMA": ORDS_EXPORT["EXPORT_SCHEMA"]},
}
"""By package: its subprograms, public constants and types."""

VIEWS: dict[str, Row] = {
    name: Row(EXACT, OBSERVED, "APEX-SRC")
    for name in (
        "SCHEMAS",
        "MODULES",
        "TEMPLATES",
        "HANDLERS",
        "PARAMETERS",
        "PRIVILEGES",
        "ROLES",
        "PRIVILEGE_ROLES",
        "PRIVILEGE_MODULES",
        "PRIVILEGE_MAPPINGS",
    )
} | {
    "ENABLED_OBJECTS": Row(SIMPLIFIED, OBSERVED, "APEX-SRC", "TYPE_PATH and PRE_HOOK are NULL, OPS_ALLOWED is 0"),
    "CLIENTS": Row(EXACT, DOCUMENTED, "RESTAPI-25.3", "the order of the columns is inferred"),
    "CLIENT_ROLES": Row(EXACT, OBSERVED, "KR-LAB"),
    "CLIENT_PRIVILEGES": Row(EXACT, OBSERVED, "a public script", "CLIENT_ID is inferred"),
    "SERVICES": Row(EXACT, REPORTED, "five public scripts", "columns after TEMPLATE_ID are inferred"),
    "APPROVALS": Row(SIMPLIFIED, REPORTED, "MENNOOO", "columns after TITLE are inferred"),
    "PENDING_APPROVALS": Row(
        SIMPLIFIED, INFERRED, "INSTALL-LOG", "columns after APPROVALS'; those who were asked and have not answered"
    ),
    "JWT_PROFILE": Row(SIMPLIFIED, INFERRED, "HOINA-SEC", "columns after the package's parameters"),
    "OBJECTS": Row(SIMPLIFIED, INFERRED, "INSTALL-LOG", "always empty; its columns are not known"),
    "OBJ_MEMBERS": Row(SIMPLIFIED, INFERRED, "INSTALL-LOG", "always empty; its columns are not known"),
    "PROPERTIES": Row(SIMPLIFIED, INFERRED, "INSTALL-LOG", "always empty; its columns are not known"),
    "PREDISPATCH_TASKS": Row(SIMPLIFIED, INFERRED, "a public note", "always empty; its columns are not known"),
}
"""By name without USER_ORDS_; each has its DBA_ORDS_ twin."""

DIFFERENCES: tuple[tuple[str, str], ...] = (
    (
        "Users of ORDS's own file are made by `ordslab_sandbox.create_user`.",
        "ORDS has a command for it, `ords config user add`; the sandbox has no configuration of its own.",
    ),
    (
        "PKCE's `code_challenge` is passed over.",
        "No release up to 26.3 was found whose documents mention it, while they still list the implicit grant; "
        "RFC 6749 passes over what it does not know.",
    ),
    (
        "No setting of ORDS can be changed: no pre-hook, no other token lifetime of the instance.",
        "They belong to an installation's configuration files. A client's own durations can be set.",
    ),
    (
        "The pages to sign in and to approve look like the sandbox, and show no logo of the client.",
        "They are pages of the sandbox's own, which says so on each.",
    ),
    (
        "A change of metadata counts at once after COMMIT.",
        "Since 24.1 ORDS caches its metadata by default, for a second (RELNOTES-24.1) or for five (a transcript of "
        "24.4's settings); what of them is not known. The sandbox is as ORDS without that cache, unless it is "
        "started with `--metadata-cache SECONDS`: then all of them are up to that old, tokens excepted.",
    ),
    (
        "An attribute of a namespace other than CLIENTCONTEXT, set at the logon, is refused with ORA-28267.",
        "Inferred: such a namespace is made by CREATE CONTEXT, which the sandbox has not. The error's number and text "
        "are Oracle's (documented); that the logon as a whole fails by it is not known.",
    ),
    (
        "A column of a UNION of national and plain text (NVARCHAR2 and VARCHAR2) is national.",
        "Inferred from the order of the types in implicit conversion, in which the national ones come last; no "
        "document says what the column of a set operation is.",
    ),
    (
        "A client with the role `SQL Developer` finds no built-in service.",
        "On ORDS a token of such a client reaches REST-enabled SQL, the Database API and SODA (reported: "
        "peterobrien.blog); the sandbox has none of them.",
    ),
    (
        "Enabling a schema creates no privilege oracle.dbtools.auth.privileges.builtin.VecDB.",
        "Newer releases on a 23ai database do; the vector API that it guards is not here.",
    ),
    ("DBA_ORDS_CLIENTS.LOGO_IMAGE is NULL.", "The rows of all schemas travel as JSON inside the sandbox."),
    (
        "Wrong values of enumerated parameters are ORA-20001 with a text of the sandbox's own.",
        "What ORDS says was not found; the number is the one that ENABLE_OBJECT uses for a wrong type.",
    ),
    (
        "ORA-06512 lines name no package of ORDS_METADATA.",
        "The packages' bodies are not PL/SQL here.",
    ),
    (
        "HTTP under another name than loopback's, or one given by `--allow-host`, is 403.",
        "So that no web page reads the sandbox by pointing its own name at this machine; an ORDS stands behind a proxy "
        "that sees to its names.",
    ),
)
"""What differs from ORDS and why."""
