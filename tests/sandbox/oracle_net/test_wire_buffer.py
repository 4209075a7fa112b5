"""Reading messages that are cut anywhere: what has been read of a long value is not read again."""

from __future__ import annotations

import pytest

from ordslab.sandbox.oracle_net.buffer import NeedMore, Reader, ub


def in_pieces(content, size):
    """A long value as a client may send it: in pieces of any size."""
    pieces = (content[start : start + size] for start in range(0, len(content), size))
    return b"\xfe" + b"".join(ub(len(piece)) + piece for piece in pieces) + b"\0"


def fed(reader, data, size, step):
    """What `step` gives when `data` arrive so many bytes at a time."""
    for start in range(0, len(data), size):
        reader.feed(data[start : start + size])
        try:
            found = step(reader)
        except NeedMore:
            reader.rewind()
        else:
            reader.commit()
            return found
    raise AssertionError("the value is not complete")


@pytest.mark.parametrize("arrives", [1, 7, 64, 5000])
@pytest.mark.parametrize("piece", [1, 3, 300])
@pytest.mark.parametrize("length", [0, 1, 299, 3000])
def test_values_that_are_cut_anywhere(length, piece, arrives):
    content = bytes(number % 251 for number in range(length))
    data = ub(77) + in_pieces(content, piece) + ub(5) + in_pieces(content[::-1], piece) + b"\x03abc"
    reader = Reader()
    found = fed(reader, data, arrives, lambda each: (each.ub(), each.value(), each.ub(), each.value(), each.value()))
    assert found == (77, content, 5, content[::-1], b"abc")
    assert reader.remaining == 0


def test_values_one_after_the_other_in_steps_of_their_own():
    data = in_pieces(b"first", 2) + in_pieces(b"second", 2)
    reader = Reader()
    reader.feed(data)
    assert reader.value() == b"first"
    reader.commit()
    reader.feed(b"\x01")
    assert reader.value() == b"second"
    reader.rewind()
    assert reader.value() == b"second"
    assert reader.u8() == 1


def test_a_long_value_in_tiny_pieces_is_read_once(monkeypatch):
    """However many packets it comes in, each piece is looked at once: the work grows with the length alone."""
    looked = []
    read = Reader.ub
    monkeypatch.setattr(Reader, "ub", lambda self: looked.append(1) or read(self))
    content, arrivals = b"x" * 4000, 400
    data = in_pieces(content, 1)
    size = len(data) // arrivals
    assert fed(Reader(), data, size, lambda reader: reader.value()) == content
    assert len(looked) <= len(content) + 1 + len(data) // size + 1
