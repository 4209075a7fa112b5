"""What is a secret by its value: the texts that the lab knows to be secret, hidden wherever they would show.

Passwords, what the vault holds, tokens and codes that passed by, what a client was given. Each is found as it is, as
it is written in addresses, in JSON, in HTML and in Python, and within Base64 (of `id:secret`, say). They are in the
kernel's memory alone.
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus

from ordslab.secrets.secret import MASK, Secret

_SHORTEST = 6
"""To hide what is shorter wherever it stands would hide half a page, and protect nothing."""
_SHORTEST_OF_EXCHANGE = 4
_LONG = 16
"""From so many characters on, what an exchange called a secret is no word that stands elsewhere by chance."""
_MOST = 500
_REQUESTS = "!#$&'()*+,/:;=?@[]~"
_LEFT_IN_ADDRESSES = ("", "/", "*/:", _REQUESTS, f"{_REQUESTS}%")
"""What those who quote leave as it is: the standard library, `masking.form`, requests."""


class KnownSecrets:
    """The secrets of one lab: of those seen in passing the last 500, and those that were learned for good."""

    def __init__(self) -> None:
        self._passing: dict[Secret, None] = {}
        self._lasting: set[Secret] = set()

    def __repr__(self) -> str:
        return f"KnownSecrets({len(self._passing) + len(self._lasting)})"

    def learn(self, *texts: str | Secret | None) -> None:
        """Know these for good: passwords, what the vault holds, what the database gave as a secret."""
        for secret in _secrets(texts, _SHORTEST):
            self._lasting.add(secret)

    def learn_from_elsewhere(self, texts: Iterable[str | Secret]) -> None:
        """Know what was a secret by its name in an exchange, or was issued: tokens, codes."""
        for secret in _secrets(texts, _LONG):
            self._passing.pop(secret, None)
            self._passing[secret] = None
        while len(self._passing) > _MOST:
            del self._passing[next(iter(self._passing))]

    def hide(self, text: str, besides: Iterable[str] = ()) -> str:
        """The text with each known secret replaced by asterisks. `besides`: secrets of this text alone."""
        content = text.encode("utf-8", "surrogatepass")
        spans = self.spans(content, besides)
        if not spans:
            return text
        shown, at = b"", 0
        for start, end in spans:
            shown += content[at:start] + MASK.encode()
            at = end
        return (shown + content[at:]).decode("utf-8", "surrogatepass")

    def spans(self, content: bytes, besides: Iterable[str] = ()) -> list[tuple[int, int]]:
        """Where in bytes the secrets stand: start and end, in order, without overlaps."""
        wanted = {*self._passing, *self._lasting, *_secrets(besides, _SHORTEST_OF_EXCHANGE)}
        found = sorted(span for secret in wanted for span in _spans(content, secret))
        merged: list[tuple[int, int]] = []
        for start, end in found:
            if merged and start < merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged

    def hold(self, text: str) -> bool:
        """Whether a known secret is in a text."""
        return bool(self.spans(text.encode("utf-8", "surrogatepass")))


def _secrets(texts: Iterable[str | Secret | None], shortest: int) -> Iterator[Secret]:
    for each in texts:
        secret = each if isinstance(each, Secret) else Secret(each or "")
        if len(secret.reveal()) >= shortest and set(secret.reveal()) != {"*"}:
            yield secret


def _spans(content: bytes, secret: Secret) -> Iterator[tuple[int, int]]:
    plain, encoded = _spellings(secret)
    for each in plain:
        at = content.find(each)
        while at >= 0:
            yield at, at + len(each)
            at = content.find(each, at + len(each))
    for each, whole in encoded:
        if each in content:
            yield from (found.span() for found in whole.finditer(content))


@lru_cache(4 * _MOST)
def _spellings(secret: Secret) -> tuple[list[bytes], list[tuple[bytes, re.Pattern[bytes]]]]:
    """The ways of writing a secret; and what Base64 makes of it behind other text, with a pattern for all of that."""
    text = secret.reveal()
    content = text.encode("utf-8", "surrogatepass")
    plain = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1]}
    plain |= {html.escape(text), html.escape(text, quote=False), text.replace("/", "\\/")}
    quoted = {write(content, safe=left) for write in (quote, quote_plus) for left in _LEFT_IN_ADDRESSES}
    plain |= quoted | {re.sub("%..", lambda found: found[0].lower(), each) for each in quoted}
    encoded = []
    for shift in range(3):  # how Base64 writes it depends on where in a group of three bytes it begins
        core = base64.b64encode(b"\0" * shift + content)[4 if shift else 0 :]
        core = core[: len(core) // 4 * 4 - (4 if (shift + len(content)) % 3 else 0)]
        for each in {core, core.translate(bytes.maketrans(b"+/", b"-_"))}:
            if len(each) >= 8:
                encoded.append((each, re.compile(rb"[\w+/-]*" + re.escape(each) + rb"[\w+/=-]*")))
    return [each.encode("utf-8", "surrogatepass") for each in plain], encoded
