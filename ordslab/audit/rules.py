"""What the audit finds, as a table: each kind of finding with its level, its words, and the lesson that teaches it.

An id is stable: baselines, suppressions and code scanning go by it. `docs/AUDIT.md` is this table as a page.
Risks are those of the OWASP API Security Top 10 of 2023, weaknesses those of the Common Weakness Enumeration.
"""

from dataclasses import dataclass

ERROR, WARNING, NOTE = "error", "warning", "note"
LEVELS = (ERROR, WARNING, NOTE)
"""From the gravest. The words are SARIF's own."""
RISKS = {
    "API1": "Broken Object Level Authorization",
    "API2": "Broken Authentication",
    "API3": "Broken Object Property Level Authorization",
    "API4": "Unrestricted Resource Consumption",
    "API5": "Broken Function Level Authorization",
    "API8": "Security Misconfiguration",
    "API9": "Improper Inventory Management",
}


@dataclass(frozen=True)
class Rule:
    """A kind of finding. `text`: what is said of one; `mend`: what its SQL does, or why there is none.

    `lesson`: the file of the lesson that teaches it; `risk` a key of RISKS, "" for none; `cwe` 0 for none.
    """

    id: str
    level: str
    risk: str
    cwe: int
    lesson: str
    text: str
    why: str
    mend: str

    @property
    def page(self) -> str:
        """The lesson's notebook, as it is named in the repository."""
        return f"notebooks/{self.lesson}.ipynb"


def _rules(level: str, *rows: tuple[str, str, int, str, str, str, str]) -> list[Rule]:
    return [Rule(row[0], level, *row[1:]) for row in rows]


_ERRORS = _rules(
    ERROR,
    (
        "built_in_role", "API5", 269, "04-client",
        "The client {subject} holds {role}: it opens {opens}.",
        "A role that ORDS brings along opens more than any module of yours, whatever your privileges say.",
        "Takes the role from the client.",
    ),
    (
        "open_address", "API9", 306, "10-your-database",
        "{subject} ({what}) answers {probe} to anyone, without a token.",
        "It is a way into the database that no privilege of the schema guards.",
        "None: it is switched off in the configuration of ORDS, by whoever runs it.",
    ),
    (
        "no_tls", "API8", 319, "10-your-database",
        "ORDS is called as {subject}: secrets and tokens travel readable.",
        "Whoever is on the way can read a token, and call with it until it expires.",
        "None: certificates are given to ORDS, or to the proxy before it, by whoever runs it.",
    ),
)  # fmt: skip

_WARNINGS = _rules(
    WARNING,
    (
        "schema_not_enabled", "", 0, "01-endpoint",
        "The schema is not REST-enabled: ORDS serves nothing of it.",
        "Nothing that is defined can be called, and nothing of it can be judged.",
        "Enables the schema: under the alias that it had, else its own name in lower case.",
    ),
    (
        "bare_path", "API2", 306, "03-privilege",
        "The pattern {pattern} of {privilege} misses its bare path: {subject} is public.",
        "A pattern that ends with /* means what is below a path, and not the path itself.",
        "Maps the bare path to the same privilege.",
    ),
    (
        "partly_guarded", "API2", 306, "03-privilege",
        "The pattern {pattern} of {privilege} guards some of its paths; all others are public.",
        "Somebody meant to guard it; the paths that the pattern does not mean answer everybody.",
        "Maps all paths of the template to the same privilege.",
    ),
    (
        "public_endpoint", "API2", 306, "03-privilege",
        "{subject} is public: no privilege guards it.",
        "Whoever knows or guesses the address may call it, from anywhere.",
        "Lets a privilege guard the module: the one that guards nothing yet, or a new one with a new role. An object of"
        " AutoREST is enabled again with authorization. What is meant to be public is said with --public.",
    ),
    (
        "privilege_without_mapping", "API8", 1188, "03-privilege",
        "The privilege {subject} is mapped to nothing: it has neither a pattern nor a module.",
        "It looks like protection, and protects nothing.",
        "Maps it to the module that is public, where there is exactly one such privilege and one such module; deletes"
        " it otherwise.",
    ),
    (
        "privilege_without_role", "API5", 862, "02-role",
        "The privilege {subject} asks for no role: any token will do.",
        "Each client of the schema gets in, whatever it was registered for.",
        "Makes a role and lets the privilege ask for it. Then grant it to the clients that are to call.",
    ),
    (
        "pattern_without_endpoint", "API8", 1188, "03-privilege",
        "The pattern {pattern} of {subject} matches no endpoint (patterns start behind the alias).",
        "It guards nothing; what it was written for may be open.",
        "Takes the alias out of the pattern, where that makes it match; else removes it, with a privilege that it"
        " leaves empty.",
    ),
    (
        "implicit_client", "API8", 598, "04-client",
        "The client {subject} uses the implicit grant: its tokens travel in addresses. Use authorization_code.",
        "Addresses end in histories, logs and Referer headers, and a token in one is anybody's.",
        "Registers the client anew with the authorization code. Its program needs the new client id.",
    ),
    (
        "client_without_role", "", 0, "04-client",
        "The client {subject} holds no role: its tokens open nothing.",
        "It is forgotten, or broken: a grant is missing. In both cases somebody holds a secret for nothing.",
        "Grants the role of a privilege that it was registered for; deletes it where there is none.",
    ),
    (
        "secret_in_clear", "API8", 312, "09-rotate-and-revoke",
        "The secret of {subject} stands readable in USER_ORDS_CLIENTS: rotate it with ords_security.",
        "Whoever reads the schema's dictionary, a backup or an export of it has the secret.",
        "Makes a new secret, which ORDS does not keep, and revokes the readable one. Its program needs the new one.",
    ),
    (
        "long_token_lifetime", "API2", 613, "06-call",
        "Tokens of {subject} live for {duration}; an hour is ORDS's own choice.",
        "A token is as good as its secret while it lives, and nobody notices that it was copied.",
        "Sets the hour. Tokens that are out already keep their time.",
    ),
    (
        "probe_differs", "API9", 0, "08-when-it-fails",
        "{subject} is {should} by the dictionary, and answers {probe} without a token.",
        "What answers there is not what the dictionary describes: a cache, a proxy, or another database.",
        "None: the dictionary is not at fault.",
    ),
    (
        "row_of_any_person", "API1", 639, "06-call",
        "{subject} takes {variable} from the caller and never asks who that is: each person with {held} gets anyone's"
        " rows.",
        "People come with tokens of their own; who changes the number in the address sees somebody else's data.",
        "None: what belongs to whom is not in the dictionary. Compare a column with :current_user in the handler.",
    ),
    (
        "secret_column", "API3", 200, "01-endpoint",
        "{subject} gives out {columns}, by the name a secret.",
        "What leaves the database is copied, logged and cached; a secret that was read once is none.",
        "Takes the column out of the handler's query, where that can be done in one place and the handler has no"
        " parameters of its own. For AutoREST: none; enable a view without the column.",
    ),
    (
        "personal_column", "API3", 359, "01-endpoint",
        "{subject} gives out {columns}, by the name a number or date that identifies a person.",
        "It is data that the law protects, and few callers need it.",
        "As for secret_column.",
    ),
    (
        "endless_page", "API4", 770, "01-endpoint",
        "{subject} gives {rows} in one answer (items_per_page {page}).",
        "One call takes the whole table along, and a few of them take the database's time.",
        "Gives its handlers pages of 25 rows, ORDS's own choice, where none of them has parameters of its own.",
    ),
    (
        "role_reads_and_deletes", "API5", 285, "02-role",
        "The role {subject} opens {reading} as well as {deleting}.",
        "Whoever may look may also delete; a leaked token costs the data.",
        "Makes a role and a privilege for the paths on which there is nothing but deleting. Where reading and deleting"
        " share a path: none, as a privilege guards paths and no methods; move DELETE to a path of its own.",
    ),
    (
        "any_origin", "API8", 942, "07-backend",
        "{subject} lets pages of every origin call it.",
        "Any page on the Web may call it from its visitors' browsers, and read the answer.",
        "Takes the * away. Then list the origins that are to call.",
    ),
    (
        "http_redirect", "API8", 319, "10-your-database",
        "The client {subject} is sent its codes to an address without TLS: {address}.",
        "Whoever is on the way reads the code, and may turn it into a token.",
        "Sets the same address with https.",
    ),
    (
        "sql_injection", "", 89, "01-endpoint",
        "{subject} puts what the caller sends into the text of a statement{where}.",
        "Whoever calls writes part of the SQL, and runs it with the rights of the schema.",
        "None: the statement has to be written with placeholders, and the values given by USING.",
    ),
)  # fmt: skip

_NOTES = _rules(
    NOTE,
    (
        "not_committed", "", 0, "03-privilege",
        "Your session holds changes that are not committed; this is what ORDS sees without them.",
        "For HTTP nothing has changed yet.",
        "None: whether to commit them is yours to say.",
    ),
    (
        "public_catalog", "API9", 651, "01-endpoint",
        "{subject} is public: it tells anyone which endpoints there are.",
        "It spares an attacker the guessing.",
        "Enables the schema again with authorization, or maps the catalog to a privilege of its own.",
    ),
    (
        "meant_to_be_public", "", 0, "01-endpoint",
        "{subject} is public, as it is meant to be.",
        "It was said with --public.",
        "None: nothing is wrong.",
    ),
    (
        "public_when_published", "API9", 306, "03-privilege",
        "{subject} is not published; once it is, it will be public.",
        "Publishing is one click, and nobody looks at privileges then.",
        "As for public_endpoint.",
    ),
    (
        "client_without_secret", "", 0, "04-client",
        "The client {subject} has no secret: it gets no token.",
        "It was registered without one, or the last one was revoked.",
        "Makes a secret.",
    ),
    (
        "role_opens_nothing", "", 0, "02-role",
        "The roles of {subject} ({held}) open no endpoint.",
        "It is forgotten, or a privilege that should ask for the role does not.",
        "None: what the role was meant for, its author knows.",
    ),
    (
        "jwt_profile", "API2", 0, "10-your-database",
        "The schema has a JWT profile: tokens of its issuer open privileges too, by scope or role claim.",
        "Who gets in is decided at the issuer as well, and this list can't show it.",
        "None: nothing is wrong.",
    ),
    (
        "row_of_any_id", "API1", 639, "06-call",
        "{subject} takes {variable} from the caller and never asks who that is: whoever has {held} gets any row.",
        "That may be right for a program that acts for all; it is wrong as soon as it acts for one.",
        "As for row_of_any_person.",
    ),
    (
        "built_in_role_opens", "API5", 269, "02-role",
        "The privilege {subject} is opened by {role}, which your schema does not give out: {whose}.",
        "Who holds it is decided elsewhere.",
        "None: who is to get in is yours to say. Let the privilege ask for a role of your own.",
    ),
    (
        "never_called", "API9", 1059, "08-when-it-fails",
        "{subject} is published, and was never called in {calls} calls of the log.",
        "What nobody calls nobody looks after; it stays open with the faults of its time.",
        "Takes the module off the air, where none of its endpoints was called.",
    ),
    (
        "built_in_address", "API9", 0, "10-your-database",
        "{subject} ({what}) answers {probe} without a token.",
        "It is a way in besides your modules, for whoever has a password of the database or a powerful role.",
        "None: it is switched off in the configuration of ORDS, by whoever runs it.",
    ),
    (
        "old_package", "API9", 477, "04-client",
        "{subject} calls the package OAUTH, which is desupported since ORDS 25.3.",
        "It keeps secrets readable, and one day it is gone.",
        "None: the calls are to be written with ORDS_SECURITY, which gives the secret once.",
    ),
    (
        "not_looked_at", "", 0, "10-your-database",
        "{subject} could not be read ({error}): findings about it are missing.",
        "A report without them would look clean.",
        "None: another release of ORDS, or a right that is missing.",
    ),
    (
        "suppression_expired", "", 0, "10-your-database",
        "The suppression of {subject} expired on {until}: what it hid counts again.",
        "Its date was the promise to look again.",
        "None: mend what it hid, or give it a new date and a reason.",
    ),
    (
        "suppression_unused", "", 0, "10-your-database",
        "The suppression of {subject} hides nothing.",
        "What it hid is mended, or its words don't match: remove or correct it.",
        "None: it stands in your file.",
    ),
)  # fmt: skip

RULES = {each.id: each for each in (*_ERRORS, *_WARNINGS, *_NOTES)}
