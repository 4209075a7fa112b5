"""Every cause of a status that `explain` knows, with the two sentences about it: what is so, and why or what to do.

`{}` in a sentence is filled in by who finds the cause. A word for the cause is what tests and panels go by.
"""

from ordslab.chain.call import Mend, Verdict
from ordslab.chain.causes_of_answers import OF_ANSWERS

_OF_THE_DICTIONARY = """
200 allowed                The client {client} holds the role {role}, which the privilege {privilege} asks for, and the privilege guards this path by its {guard}.
                           A valid token of this client gets through to the handler.
200 any_caller             The privilege {privilege} guards this path by its {guard} and asks for no role.
                           So any caller with a valid token gets through: was that meant?
200 person_allowed         The client {client} acts for people, and asks for the privilege {privilege}, which guards this path by its {guard}.
                           It gets through with the token of a person who {who} and has approved of the client.
200 public                 {public}
                           To guard it takes a privilege that is mapped to its module or path.
200 public_object          {public}
                           The {kind} {name} is served as it is (AutoREST), to everybody: reading, and where it takes rows, writing too.
200 part_guarded           {public}
                           The privilege {privilege} guards a part of the module {module} ({patterns}), and this path lies outside of it.
200 no_mapping             {public}
                           The privilege {privilege} is mapped to nothing: it has neither a pattern nor a module.
200 bare_path              {public}
                           The privilege {privilege} has the pattern {pattern}, which does not match {path} itself.
200 pattern_with_alias     {public}
                           The privilege {privilege} has the pattern {pattern}: a pattern starts behind the alias.
200 pattern_with_variable  {public}
                           The privilege {privilege} has the pattern {pattern}: it knows no variables, only * at its end.
200 token                  The client {client} gets a token with its id and secret.
                           Which endpoints the token opens is for the client's roles to say, not for the token endpoint.

400 wrong_grant            The client {client} was registered for another grant type ({flow}).
                           A token of its own needs client_credentials, and the grant type can't be changed: register another.

401 no_token               The privilege {privilege} guards this path by its {guard}, and the call carries no token.
                           It takes the token of a client that {asks}: {able}.
401 no_role                {lacks}
                           {held}
401 role_elsewhere         {lacks}
                           Its role {role} belongs to the privilege {other}, which guards other paths.
401 overruled              {lacks}
                           The privilege {other}, which it satisfies, matches the path as well; only the most specific match counts: {pattern}.
401 privilege_without_role {lacks}
                           That it was registered with this privilege does not help: for client_credentials the role counts.
401 not_asked_for          The client {client} acts for people, and it did not ask for the privilege {privilege}: {there}
                           Have it ask; then the person approves of the client anew, and it gets a new token.
401 no_client              This schema has no client {client}.
                           {near}
401 no_secret              The client {client} has no secret, so it gets no token.
                           register_client makes none unless p_client_secret asks for one; rotating gives it one.
401 own_page               This is a page of ORDS itself: people sign in there and approve a client (authorization code).
                           Roles of clients have no part in it.
401 no_credentials         The call carries no client id and secret in an Authorization header (Basic).
                           Pass auth=(id, secret).

404 schema_not_enabled     This schema is not REST-enabled: ORDS knows no address of it.
                           Enable it under an alias.
404 wrong_alias            The address has {what}, and this schema is served under the alias {alias}.
                           It starts with /ords/{alias}/: the alias, which need not be the schema's name.
404 alias_missing          The address lacks the alias: each schema has a token endpoint of its own.
                           Here it is /ords/{alias}/oauth/token.
404 not_published          The module {module} is not published.
                           ORDS answers 404 for all of its paths until it is.
404 slash                  No template matches {path}; one matches {other}.
                           The slash at the end counts.
404 capitals               No template matches {path}; there is {other}.
                           Capitals count.
404 token_address          There is nothing at {path}, which looks like the address of a token endpoint.
                           It is {near}, behind the alias, without a version and without a slash at its end.
404 no_template            The module {module} has no template that matches {rest}.
                           {there}
404 no_module              No module has a base path that {path} starts with.
                           {there}
404 not_described          The catalog of the schema has nothing under {path}.
                           It describes published modules and enabled objects alone; a slash at the end may be missing.

405 no_handler             The template {template} of the module {module} has no handler for {method}.
                           {there}
405 token_not_posted       The token endpoint takes POST only, and this is {method}.
                           POST the form grant_type=client_credentials, with client id and secret in the Basic header.
405 object_method          The {kind} {name} is served as it is (AutoREST), and at {path} it takes {methods}, not {method}.
                           Rows are made at the alias with a slash, changed and deleted by key; a view is read, a program is called by POST.
405 catalog_method         The catalogs of a schema are there to be read, and this is {method}.
                           GET it.
"""  # noqa: E501  a sentence is a line
_SHARED = {
    "public": "No privilege guards this path, so it is public: everybody gets through, with a token or without.",
    "form": "The token endpoint understands a form with grant_type=client_credentials.",
    "lacks": "The privilege {privilege} asks for {asks}, and the client {client} does not hold it.",
    "guarded": "The endpoint is guarded, and takes a token in the header Authorization: Bearer, a blank, the token.",
    "jwt": "The token is a JWT that does not fit the schema's JWT profile.",
    "refused": "ORDS did not accept client id and secret.",
}
"""Sentences of several causes, by what stands for them in `{}`."""


def _read(table: str) -> dict[str, tuple[int, str, str]]:
    lines = list(filter(None, table.splitlines()))
    found = {}
    for first, second in zip(lines[::2], lines[1::2], strict=True):
        status, cause, fact = first.split(maxsplit=2)
        for name, shared in _SHARED.items():
            fact = fact.replace(f"{{{name}}}", shared)
        found[cause] = int(status.replace("any", "0")), fact, second.strip()
    return found


CAUSES = _read(_OF_THE_DICTIONARY + OF_ANSWERS)
"""Status (0: any), fact and reason by the word for the cause."""


def verdict(cause: str, mend: Mend | None = None, *, look: str = "", status: int = 0, **known: object) -> Verdict:
    """The verdict for a cause, its sentences filled in. `status`: where it is not the usual one."""
    usual, fact, reason = CAUSES[cause]
    known["status"] = status or usual
    return Verdict(status or usual, cause, fact.format(**known), reason.format(**known), mend, look)
