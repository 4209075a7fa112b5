"""The names that the lessons give to things in the database, and a prefix before them.

Where several people share a schema, each profile has a prefix: `prefix = "anna_"`. The notebooks stay as they are, and
show what they always show. What goes to the database carries the prefix, `customers` as `anna_customers`, in SQL, in
PL/SQL and in the addresses of `lab.http`; what comes back is read without it. A thing that has one of the names without
your prefix is somebody else's: it is read, and can be written, with a tilde: `~customers`.

A name is exchanged where it stands as a word of its own, in lower case or in capitals. Only the names listed here are.
Without a prefix nothing is touched.
"""

import re

MADE: dict[str, tuple[str, ...]] = {
    "client": (
        "license_backend_client",
        "night_job",
        "patrol",
        "courier",
        "forgetful_client",
        "billing_job",
        "renewal_job",
        "license_portal",
        "customer_app",
        "page_app",
        "other_app",
        "prize_app",
    ),
    "privilege": ("license_priv", "support_priv", "portal_priv"),
    "role": ("license_role", "support_role"),
    "module": ("customers", "reports", "support", "portal"),
    "procedure": ("check_licenses", "careless_check"),
    "table": ("licenses", "customers", "license_checks", "portal_calls", "portal_people"),
}
"""Everything that the lessons and their exercises make, by kind, in the order in which it can be removed."""

_ALL = sorted({name for names in MADE.values() for name in names}, key=len, reverse=True)
_ANY = "|".join([*_ALL, *map(str.upper, _ALL)])
_AFTER = r"(?![\w$#])"


class Names:
    """The names of one profile. Without a prefix each way gives the text as it is."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        mine = f"{prefix}|{prefix.upper()}"
        self._written = re.compile(rf"(?<![\w$#:~])(~?)({_ANY}){_AFTER}")  # :customers would be a bind variable
        self._prefixed = re.compile(rf"(?<![\w$#])(?:{mine})({_ANY}){_AFTER}")
        self._read = re.compile(rf"(?<![\w$#~])({mine})?({_ANY}){_AFTER}")

    def __bool__(self) -> bool:
        return bool(self.prefix)

    def __repr__(self) -> str:
        return f"Names(prefix {self.prefix!r})"

    def in_database(self, text: str) -> str:
        """What was written in a lesson, as the database gets it. What carries the prefix already stays as it is."""
        return self._written.sub(lambda found: self._of_case(found[2], found[1]) + found[2], text) if self else text

    def in_lessons(self, value: str) -> str:
        """A value of the database, as the lessons read it: a name or an address; prose stays as it is."""
        if not self or " " in value or "\n" in value:
            return value
        return self._read.sub(lambda found: ("" if found[1] else "~") + found[2], value)

    def without_prefix(self, text: str) -> str:
        """A text, without the prefix before any of the names."""
        return self._prefixed.sub(r"\1", text) if self else text

    def in_address(self, url: str, base_url: str) -> str:
        """An address below `base_url` as it is called; others stay as they are."""
        if not self or not url.startswith(f"{base_url}/"):
            return url
        path, mark, query = url[len(base_url) :].partition("?")
        return f"{base_url}{self.in_database(path)}{mark}{query}"

    def _of_case(self, name: str, tilde: str) -> str:
        return "" if tilde else self.prefix.upper() if name.isupper() else self.prefix
