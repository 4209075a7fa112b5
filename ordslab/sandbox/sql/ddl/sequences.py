"""CREATE SEQUENCE, ALTER SEQUENCE, and the same options for identity columns."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.dictionary.objects import Sequence
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.stream import TokenStream

_HIGHEST, _LOWEST = 10**28 - 1, -(10**27) + 1
_IGNORED = ("ORDER", "NOORDER", "KEEP", "NOKEEP", "SCALE", "NOSCALE", "NOPARTITION", "SESSION", "GLOBAL")


def create_sequence(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """CREATE SEQUENCE [IF NOT EXISTS] name ..."""
    if stream.accept_words("IF", "NOT", "EXISTS") and stream.token.value in change.dictionary.objects:
        return
    name = change.new_name(stream)
    sequence = _options(stream, Sequence(change.new_id(), name, change.now, change.now), new=True)
    stream.finish(933, "SQL command not properly ended")
    change.store(sequence)
    change.after_commit(lambda: change.database.system.set_following(change.schema, name, None))


def alter_sequence(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """ALTER SEQUENCE name ... [RESTART [START WITH n]]."""
    owner, name = stream.qualified_name()
    sequence = change.dictionary.sequence(name) if owner in (None, change.schema) else None
    if sequence is None:
        raise OraError(2289, message="sequence does not exist")
    system = change.database.system
    following: int | None = system.following(change.schema, sequence)
    by = sequence.increment
    changed = _options(stream, sequence, new=False)
    if stream.accept_word("RESTART"):
        following = None
        changed = _options(stream, changed, new=True)
    elif following is not None:
        following += changed.increment - by
    stream.finish(933, "SQL command not properly ended")
    change.store(replace(changed, changed=change.now))
    change.after_commit(lambda: system.set_following(change.schema, name, following))


def identity_options(stream: TokenStream, sequence: Sequence) -> Sequence:
    """The sequence of an identity column, with the options that may follow in parentheses or without."""
    if stream.accept("("):
        sequence = _options(stream, sequence, new=True)
        stream.expect(")")
        return sequence
    return _options(stream, sequence, new=True)


def _options(stream: TokenStream, sequence: Sequence, *, new: bool) -> Sequence:
    start: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    increment, cycle, cache = sequence.increment, sequence.cycle, sequence.cache
    while True:
        offset = stream.token.offset
        if stream.accept_words("START", "WITH"):
            if not new:
                raise OraError(2283, message="cannot alter starting sequence number", offset=offset)
            start = 1 if stream.accept_words("LIMIT", "VALUE") else stream.whole_number()
        elif stream.accept_words("INCREMENT", "BY"):
            increment = stream.whole_number()
            if increment == 0:
                raise OraError(4002, message="INCREMENT must be a nonzero integer", offset=offset)
        elif stream.accept_word("MAXVALUE"):
            maximum = stream.whole_number()
        elif stream.accept_word("MINVALUE"):
            minimum = stream.whole_number()
        elif word := stream.accept_word("CYCLE", "NOCYCLE"):
            cycle = word == "CYCLE"
        elif stream.accept_word("CACHE"):
            cache = stream.whole_number()
            if cache < 2:
                raise OraError(4010, message="the number of values to CACHE must be greater than 1", offset=offset)
        elif stream.accept_word("NOCACHE"):
            cache = 0
        elif not stream.accept_word("NOMAXVALUE", "NOMINVALUE", *_IGNORED):
            break
    return _checked(
        sequence,
        start=start,
        increment=increment,
        minimum=minimum,
        maximum=maximum,
        cycle=cycle,
        cache=cache,
        new=new,
    )


def _checked(
    sequence: Sequence,
    *,
    start: int | None,
    increment: int,
    minimum: int | None,
    maximum: int | None,
    cycle: bool,
    cache: int,
    new: bool,
) -> Sequence:
    if new:
        low = minimum if minimum is not None else (1 if increment > 0 else _LOWEST)
        high = maximum if maximum is not None else (_HIGHEST if increment > 0 else -1)
        first = start if start is not None else (low if increment > 0 else high)
    else:
        low = sequence.minimum if minimum is None else minimum
        high = sequence.maximum if maximum is None else maximum
        first = sequence.start
    if low >= high:
        raise OraError(4004, message="MINVALUE must be less than MAXVALUE")
    if first < low:
        raise OraError(4006, message="START WITH cannot be less than MINVALUE")
    if first > high:
        raise OraError(4008, message="START WITH cannot be more than MAXVALUE")
    return replace(sequence, start=first, increment=increment, minimum=low, maximum=high, cycle=cycle, cache=cache)
