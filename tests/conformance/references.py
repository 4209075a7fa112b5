"""What differs from run to run, or is nobody's business, as references: `<client_id:1>`, `<token:1>`, `<ecid:1>`."""

from __future__ import annotations

import re

_SHAPES = (
    ("ecid", re.compile(r"(?<=ecid/)[\w-]+")),
    ("token", re.compile(r'(?<="access_token":")[^"<]+')),
    ("token", re.compile(r"(?<=[Bb]earer )(?!realm)[\w.~+/-]+=*")),
    ("credential", re.compile(r"(?<![\w-])[\w-]{22}\.\.")),
    ("credential", re.compile(r"(?<=Basic )[\w+/=]+")),
    ("etag", re.compile(r"(?<![\w+/])[\w+/]{86}==")),
    ("token", re.compile(r"(?<![\w./-])(?=[A-Za-z_-]*\d)(?=[\d_a-z-]*[A-Z])[\w-]{22}(?![\w./-])")),
    ("id", re.compile(r"(?<![\w.])\d{5,}(?![\w.])")),
)


class References:
    """Replaces values by references; one value has one reference for as long as this lives (a test)."""

    def __init__(self, fixed=()):
        """`fixed`: (text, reference) for what has a name of its own, as the base URL, user and alias have."""
        self._fixed = sorted(((text, name) for text, name in fixed if text), key=lambda pair: -len(pair[0]))
        self._known = {}
        self._counts = {}

    def know(self, kind, value):
        """A value that a test got as such: an id, a secret, a token. Its reference."""
        if not value:
            return ""
        if value not in self._known:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._known[value] = f"<{kind}:{self._counts[kind]}>"
        return self._known[value]

    def replaced(self, text):
        """The text with references."""
        for value in sorted(self._known, key=len, reverse=True):
            text = text.replace(value, self._known[value])
        for kind, shape in _SHAPES:
            text = shape.sub(lambda match, kind=kind: self.know(kind, match[0]), text)
        for value, name in self._fixed:
            text = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", lambda _, name=name: name, text)
        return text
