"""Which bind variables hold a secret: by their names, and by what a block puts into them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ordslab.secrets.masking import is_secret_name
from ordslab.secrets.secret import Secret

_BIND = re.compile(r":([^\W\d][\w$#]*)")
_IDENTIFIED = re.compile(r"\bidentified\s+by\s+(?:\"([^\"]+)\"|([\w$#]+))", re.IGNORECASE)
_NAMED = re.compile(r"([\w$#]+)\s*=>\s*'((?:[^']|'')*)'")
_SAYS_SO = re.compile(r"secret|token|password", re.IGNORECASE)
_QUIET = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_ASSIGNED = re.compile(r"(:?[\w$#.]+)\s*:=\s*([^;]*)")
_SELECTED = re.compile(
    r"\b(?:select|returning|return)\s+((?:(?!\bselect\b).)*?)\s+(?:bulk\s+collect\s+)?into\s+(.*?)(?=\bfrom\b|;|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"(?<![\w$#.]):?[\w$#]+(?:\.[\w$#]+)*(?!\s*=>)")
_ASKED_FOR = "oauth_client_secret"  # of ORDS_TYPES: asks for a secret, and holds none


def is_secret_bind(name: str) -> bool:
    """Whether a bind variable's name says that it holds a secret: :client_secret, :token_of_anna."""
    return bool(_SAYS_SO.search(name)) or is_secret_name(name)


def secret_values(text: str, variables: Mapping[str, Any]) -> Iterator[str | Secret]:
    """The secrets that a statement is given: bound by such a name or as a `Secret`, and those that stand in it."""
    yield from ("".join(found) for found in _IDENTIFIED.findall(text))
    yield from (value.replace("''", "'") for name, value in _NAMED.findall(text) if is_secret_name(name))
    bound = {name.lower() for name in _BIND.findall(text)}
    for name, value in variables.items():
        if name.lower() in bound and (isinstance(value, Secret) or (isinstance(value, str) and is_secret_bind(name))):
            yield value


def secret_targets(text: str) -> set[str]:
    """The bind variables, in lower case, into which a block puts a secret, by assignments and SELECT INTO.

    It follows names, not values: what comes from a column or member called client_secret is one, also by way of the
    block's own variables.
    """
    text = _QUIET.sub("''", text).lower()
    flows = [(found[1], found[2]) for found in _ASSIGNED.finditer(text)]
    for found in _SELECTED.finditer(text):
        flows += list(zip(_listed(found[2]), _listed(found[1]), strict=False))
    secret: set[str] = set()
    while more := {to for to, source in flows if to not in secret and _holds_secret(source, secret)}:
        secret |= more
    return {each[1:] for each in secret if each.startswith(":")}


def _holds_secret(expression: str, known: set[str]) -> bool:
    names = (each for each in _NAME.findall(expression) if not each.endswith(_ASKED_FOR))
    return any(each in known or is_secret_name(each.rpartition(".")[2]) for each in names)


def _listed(text: str) -> list[str]:
    """The items of a list, cut at the commas that stand in no parentheses."""
    items, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            items.append("")
        else:
            items[-1] += character
    return [each.strip() for each in items]
