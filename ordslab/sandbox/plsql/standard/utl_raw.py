"""UTL_RAW: bytes, as texts and cut and joined."""

from __future__ import annotations

from ordslab.sandbox.plsql.errors import value_error
from ordslab.sandbox.plsql.packages import Package, PackageCall

_CONCAT = ", ".join(f"r{number} raw default null" for number in range(1, 13))
UTL_RAW = Package(
    f"""
    package utl_raw as
      function cast_to_raw(c varchar2) return raw;
      function cast_to_varchar2(r raw) return varchar2;
      function length(r raw) return number;
      function concat({_CONCAT}) return raw;
      function substr(r raw, pos binary_integer, len binary_integer default null) return raw;
      function reverse(r raw) return raw;
      function copies(r raw, n number) return raw;
      function compare(r1 raw, r2 raw, pad raw default null) return number;
      function bit_and(r1 raw, r2 raw) return raw;
      function bit_or(r1 raw, r2 raw) return raw;
      function bit_xor(r1 raw, r2 raw) return raw;
    end utl_raw;
    """
)


@UTL_RAW.body("cast_to_raw")
def cast_to_raw(call: PackageCall, c: str | None) -> bytes | None:
    """A text's bytes in the database's character set, UTF-8."""
    return c.encode() if c is not None else None


@UTL_RAW.body("cast_to_varchar2")
def cast_to_varchar2(call: PackageCall, r: bytes | None) -> str | None:
    """The text that has these bytes."""
    return r.decode(errors="replace") if r is not None else None


@UTL_RAW.body("length")
def length(call: PackageCall, r: bytes | None) -> int | None:
    """How many bytes."""
    return len(r) if r is not None else None


@UTL_RAW.body("concat")
def concat(call: PackageCall, **parts: bytes | None) -> bytes | None:
    """Up to twelve, joined."""
    return b"".join(part for part in parts.values() if part is not None) or None


@UTL_RAW.body("substr")
def substr(call: PackageCall, r: bytes | None, pos: int | None, len: int | None) -> bytes | None:  # noqa: A002
    """`len` bytes from `pos`, which counts from the end when negative. Raises ORA-06502 for what is not there."""
    if r is None or pos is None:
        return None
    size = r.__len__()
    start = pos - 1 if pos > 0 else size + pos
    end = size if len is None else start + len
    if pos == 0 or not 0 <= start < size or not start < end <= size:
        raise value_error()
    return r[start:end]


@UTL_RAW.body("reverse")
def reverse(call: PackageCall, r: bytes | None) -> bytes | None:
    """The bytes from the last to the first."""
    return r[::-1] if r is not None else None


@UTL_RAW.body("copies")
def copies(call: PackageCall, r: bytes | None, n: int | None) -> bytes | None:
    """The same `n` times. Raises ORA-06502 for NULL, for none, and for more than 32767 bytes."""
    if r is None or n is None or n < 1 or len(r) * n > 32767:
        raise value_error()
    return r * int(n)


@UTL_RAW.body("compare")
def compare(call: PackageCall, r1: bytes | None, r2: bytes | None, pad: bytes | None) -> int:
    """0, or the place of the first difference; the shorter one is filled up."""
    one, two = r1 or b"", r2 or b""
    size, fill = max(len(one), len(two)), (pad or b"\0")[:1]
    pairs = zip(one.ljust(size, fill), two.ljust(size, fill), strict=True)
    return next((place for place, (left, right) in enumerate(pairs, 1) if left != right), 0)


def _combined(r1: bytes | None, r2: bytes | None, how: str) -> bytes | None:
    """Bit by bit; what only the longer one has stays."""
    if r1 is None or r2 is None:
        return None
    pairs = zip(r1, r2, strict=False)
    found = bytes(a & b if how == "and" else a | b if how == "or" else a ^ b for a, b in pairs)
    longer = r1 if len(r1) > len(r2) else r2
    return found + longer[len(found) :]


@UTL_RAW.body("bit_and")
def bit_and(call: PackageCall, r1: bytes | None, r2: bytes | None) -> bytes | None:
    """AND."""
    return _combined(r1, r2, "and")


@UTL_RAW.body("bit_or")
def bit_or(call: PackageCall, r1: bytes | None, r2: bytes | None) -> bytes | None:
    """OR."""
    return _combined(r1, r2, "or")


@UTL_RAW.body("bit_xor")
def bit_xor(call: PackageCall, r1: bytes | None, r2: bytes | None) -> bytes | None:
    """XOR."""
    return _combined(r1, r2, "xor")
