"""The primitive encodings of TTC messages: reading them from packets, and making them."""

from __future__ import annotations

from dataclasses import dataclass, field

CHUNK = 32767  # bytes of a long value in one piece
SHORT = 252  # the longest value whose length fits in its first byte
_LARGEST = 2**63 - 1  # a count beyond it is as endless as that


class NeedMore(Exception):  # noqa: N818  (not an error: the next packet is needed)
    """The message goes on in a packet that has not arrived yet."""


@dataclass
class _Long:
    """What has been read of a long value: so many bytes of the message, their content, and whether that is all."""

    length: int = 0
    content: bytearray = field(default_factory=bytearray)
    whole: bool = False


class Reader:
    """What has arrived and is not read yet.

    A message may be cut anywhere over packets and no length says where it ends, so it is read in steps: a step that
    runs out of bytes raises `NeedMore`, `rewind` goes back to the last `commit`, and the step is tried again when the
    next packet is here.
    """

    __slots__ = ("_data", "_forgotten", "_long", "_mark", "_position")

    def __init__(self, data: bytes = b"") -> None:
        self._data = bytearray(data)
        self._position = 0
        self._mark = 0
        self._forgotten = 0  # bytes that were dropped in front
        self._long: dict[int, _Long] = {}

    def feed(self, data: bytes) -> None:
        """Append bytes; what was committed is forgotten."""
        del self._data[: self._mark]
        self._data += data
        self._forgotten += self._mark
        self._position -= self._mark
        self._mark = 0

    def commit(self) -> None:
        """What has been read so far need not be read again."""
        self._mark = self._position
        if self._long:
            self._long = {}

    def rewind(self) -> None:
        """Back to the last commit."""
        self._position = self._mark

    def clear(self) -> None:
        """Forget everything that has arrived."""
        self._data.clear()
        self._position = self._mark = 0
        self._long = {}

    @property
    def remaining(self) -> int:
        """How many bytes are left to read."""
        return len(self._data) - self._position

    def u8(self) -> int:
        """One byte."""
        try:
            value = self._data[self._position]
        except IndexError:
            raise NeedMore from None
        self._position += 1
        return value

    def raw(self, count: int) -> bytes:
        """`count` bytes as they are."""
        start = self._position
        end = start + count
        if end > len(self._data):
            raise NeedMore
        self._position = end
        return bytes(self._data[start:end])

    def u16(self) -> int:
        """Two bytes, big end first."""
        return int.from_bytes(self.raw(2), "big")

    def ub(self) -> int:
        """An unsigned number: its length in bytes, then the bytes (ub2, ub4 and ub8 look the same)."""
        length = self.u8()
        if length == 0:
            return 0
        if length == 1:
            return self.u8()
        return min(int.from_bytes(self.raw(length & 0x7F), "big"), _LARGEST)

    def value(self) -> bytes | None:
        """Bytes with their length (CLR); None for null."""
        length = self.u8()
        if length in (0, 0xFF):
            return None
        if length != 0xFE:
            return self.raw(length)
        return self._pieces()

    def _pieces(self) -> bytes:
        """A long value. What has been read of it when bytes run out is not read again."""
        start = self._position
        known = self._long.setdefault(self._forgotten + start, _Long())
        self._position = start + known.length
        while not known.whole:
            size = self.ub()
            if size:
                known.content += self.raw(size)
            known.length = self._position - start
            known.whole = not size
        return bytes(known.content)

    def sized_value(self) -> bytes:
        """Bytes with two lengths (DLC); empty for null."""
        return (self.value() or b"") if self.ub() else b""

    def text(self) -> str:
        """UTF-8 text with two lengths."""
        return self.sized_value().decode(errors="replace")

    def until_nul(self) -> bytes:
        """Bytes up to a NUL, which is read too."""
        end = self._data.find(0, self._position)
        if end < 0:
            raise NeedMore
        found = bytes(self._data[self._position : end])
        self._position = end + 1
        return found


_SMALL = [b"\0", *(bytes((1, number)) for number in range(1, 256))]


def ub(number: int) -> bytes:
    """An unsigned number of up to 64 bits."""
    if number < 256:
        return _SMALL[number]
    if number < 65536:
        return b"\x02" + number.to_bytes(2, "big")
    if number < 1 << 32:
        return b"\x04" + number.to_bytes(4, "big")
    return b"\x08" + number.to_bytes(8, "big")


def sb(number: int) -> bytes:
    """A signed number: the sign is the top bit of the length."""
    encoded = ub(abs(number))
    return encoded if number >= 0 else bytes((encoded[0] | 0x80,)) + encoded[1:]


def value(data: bytes) -> bytes:
    """Bytes with their length (CLR); nothing is null."""
    if len(data) <= SHORT:
        return bytes((len(data),)) + data
    pieces = [b"\xfe"]
    for start in range(0, len(data), CHUNK):
        piece = data[start : start + CHUNK]
        pieces += (ub(len(piece)), piece)
    pieces.append(b"\0")
    return b"".join(pieces)


def sized_value(data: bytes) -> bytes:
    """Bytes with two lengths (DLC)."""
    return ub(len(data)) + value(data) if data else b"\0"


def text(string: str) -> bytes:
    """UTF-8 text with two lengths."""
    return sized_value(string.encode())


def pairs(items: list[tuple[str, str, int]]) -> bytes:
    """Keyword, value and flags, as the logon's answers hold them."""
    return b"".join(text(key) + text(content) + ub(flags) for key, content, flags in items)
