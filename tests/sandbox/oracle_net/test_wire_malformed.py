"""Bytes of a bind that are no value of its type: an ORA- error, or a value that the type has; nothing else."""

from __future__ import annotations

import random
import struct

import pytest

from ordslab.sandbox.oracle_net import buffer, values
from ordslab.sandbox.oracle_net.binds import BindType, Refused, value_reader
from ordslab.sandbox.oracle_net.buffer import Reader
from ordslab.sandbox.sql.errors import OraError

SEED, ROUNDS = 20261130, 3000
KNOWN = {
    values.DATE: ["78790b", "787a7501010101", "787a021e010101", "787a0101000101"],
    values.TIMESTAMP: ["787a0101010101ffffffff"],
    values.TIMESTAMP_TZ: ["c7c70c1f183c3c00000000ffff", "64650101010101000000000000"],
    values.INTERVAL_DS: ["800000003c", "80"],
    values.INTERVAL_YM: ["800000", "80"],
    values.BINARY_DOUBLE: ["80", "bff0"],
    values.BINARY_FLOAT: ["8000", "bf"],
    values.NUMBER: ["c1", "3e", "ff" * 22, "8080", "c100", "0001"],
}


def read(number, data):
    """What a bind of this type and these bytes is read as."""
    reader = value_reader(BindType(number, 4000), None)
    return reader(Reader(buffer.value(data)))


@pytest.mark.parametrize("number", sorted(values.DECODERS))
def test_any_bytes_are_a_value_or_refused(number):
    """Promise: what the engine is given can be written again as that type, or is an ORA- error. The seed is fixed."""
    chance = random.Random(SEED + number)
    for data in [
        *map(bytes.fromhex, KNOWN.get(number, ())),
        *(chance.randbytes(chance.randrange(30)) for _ in range(ROUNDS)),
    ]:
        value = read(number, data)
        if isinstance(value, Refused) or value is None:
            continue
        try:
            values.ENCODERS[number](value)
        except OraError:
            pass  # a number too large to be one
        except (ValueError, IndexError, struct.error, ArithmeticError, TypeError) as error:
            raise AssertionError(f"{data!r} was read as {value!r}") from error


@pytest.mark.parametrize("number", sorted(set(KNOWN) - {values.NUMBER}))
def test_cut_short_or_out_of_range_is_refused(number):
    """Promise: a value that no driver sends is not guessed at."""
    assert all(isinstance(read(number, bytes.fromhex(data)), Refused) for data in KNOWN[number])
